import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {claimsPrivateKey, parsePrivateKey} from '../../../source/core/keys/private-key.ts';
import {fingerprint} from '../../../source/services/keys/fingerprint.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {armoured, hardwareKey} from './hardware-key.ts';

test('reads a hardware key as ssh-keygen does', () => {
	const file = join(tempDir('sk'), 'key');
	writeFileSync(file, armoured(hardwareKey()), {mode: 0o600});
	const key = parsePrivateKey(armoured(hardwareKey()));
	assert.ok('key' in key && key.key !== null);
	const said = execFileSync('ssh-keygen', ['-lf', file], {encoding: 'utf8'}).trimEnd();
	assert.equal(`${key.key.bits} ${fingerprint(key.key.blob)} ${key.comment} (${key.type})`, said);
});

test('reads damaged keys to a problem, whatever the damage', () => {
	const bytes = hardwareKey();
	for (let length = 0; length < bytes.length - 8; length += 1) {
		assert.ok('problem' in parsePrivateKey(armoured(bytes.subarray(0, length))), `${length} bytes`);
	}
	for (let at = 0; at < bytes.length; at += 1) {
		const changed = Uint8Array.from(bytes);
		changed[at] = 0xff;
		parsePrivateKey(armoured(changed));
	}
	assert.deepEqual(parsePrivateKey(armoured(hardwareKey(2))), {
		problem: 'it holds 2 keys, ssh reads files of one',
	});
	const strange = [
		'',
		'-----BEGIN ',
		'-----BEGIN OPENSSH PRIVATE KEY-----',
		'x\n-----BEGIN PRIVATE KEY-----\n',
	];
	for (const text of [
		...strange,
		armoured(bytes, 'PGP PRIVATE KEY BLOCK'),
		armoured(bytes).replace('AAAA', '*'),
	]) {
		assert.ok('problem' in parsePrivateKey(text), text);
	}
});

test('tells the kinds of PEM apart', () => {
	const kindOf = (label: string, header = ''): unknown => {
		const read = parsePrivateKey(`-----BEGIN ${label}-----\n${header}AAAA\n-----END ${label}-----\n`);
		return 'problem' in read ? read.problem : [read.format, read.type, read.encrypted];
	};
	const header = 'Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n';
	assert.deepEqual(kindOf('RSA PRIVATE KEY'), ['pem', 'RSA', false]);
	assert.deepEqual(kindOf('EC PRIVATE KEY', header), ['pem', 'ECDSA', true]);
	assert.deepEqual(kindOf('DSA PRIVATE KEY', header), ['pem', 'DSA', true]);
	assert.deepEqual(kindOf('PRIVATE KEY'), ['pkcs8', null, false]);
	assert.deepEqual(kindOf('ENCRYPTED PRIVATE KEY'), ['pkcs8', null, true]);
	assert.equal(kindOf('NEW PRIVATE KEY'), 'its kind is none that ssh reads');
});

test('what stands before the first line is judged as ssh-keygen judges it', () => {
	const directory = tempDir('lead');
	const make = (format: string, ...kind: string[]): string => {
		const file = join(directory, format);
		execFileSync('ssh-keygen', ['-q', '-N', '', '-m', format, ...kind, '-f', file]);
		return readFileSync(file, 'latin1');
	};
	const keys = [make('RFC4716', '-t', 'ed25519'), make('PEM', '-t', 'rsa', '-b', '2048')];
	for (const [index, key] of keys.entries()) {
		for (const before of ['', '\n', '\r\n\n', '\u00EF\u00BB\u00BF', '  ', '\n\t']) {
			const text = before + key;
			const file = join(directory, 'tried');
			writeFileSync(file, text, {encoding: 'latin1', mode: 0o600});
			const isRead = spawnSync('ssh-keygen', ['-y', '-P', '', '-f', file]).status === 0;
			const named = JSON.stringify([index, before]);
			assert.ok(claimsPrivateKey(text), named);
			assert.equal(!('problem' in parsePrivateKey(text)), isRead, named);
		}
	}
});
