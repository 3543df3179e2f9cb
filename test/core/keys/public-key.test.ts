import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {parsePublicKey, parsePublicKeyLine} from '../../../source/core/keys/public-key.ts';
import {fingerprint} from '../../../source/services/keys/fingerprint.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {wire} from './wire.ts';

const point = Buffer.from(
	'046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
	'hex',
);
const ed25519 = wire('ssh-ed25519', new Uint8Array(32).fill(7));

test('reads hardware keys as ssh-keygen does', () => {
	const directory = tempDir('sk');
	const application = 'ssh:';
	const keys = {
		'sk-ssh-ed25519@openssh.com': wire('sk-ssh-ed25519@openssh.com', randomBytes(32), application),
		'sk-ecdsa-sha2-nistp256@openssh.com': wire(
			'sk-ecdsa-sha2-nistp256@openssh.com',
			'nistp256',
			point,
			application,
		),
	};
	for (const [name, blob] of Object.entries(keys)) {
		const file = join(directory, 'key.pub');
		writeFileSync(file, `${name} ${Buffer.from(blob).toString('base64')} a token\n`);
		const key = parsePublicKey(blob);
		assert.ok('type' in key);
		const said = execFileSync('ssh-keygen', ['-lf', file], {encoding: 'utf8'}).trimEnd();
		assert.equal(`${key.bits} ${fingerprint(key.blob)} a token (${key.type})`, said);
	}
});

test('gives the certificate of a hardware key the fingerprint of the key', () => {
	const rest = [
		9n,
		1,
		'id',
		wire('deploy'),
		0n,
		0xffff_ffff_ffff_ffffn,
		'',
		'',
		'',
		ed25519,
		'signature',
	] as const;
	const public_ = new Uint8Array(32).fill(1);
	const key = parsePublicKey(wire('sk-ssh-ed25519-cert-v01@openssh.com', 'nonce', public_, 'ssh:', ...rest));
	assert.ok('type' in key);
	assert.equal(key.type, 'ED25519-SK-CERT');
	assert.deepEqual(key.blob, wire('sk-ssh-ed25519@openssh.com', public_, 'ssh:'));
	assert.deepEqual(key.certificate?.principals, ['deploy']);
	assert.equal(key.certificate.serial, '9');
});

test('counts the bits of an RSA key without the zeros before it', () => {
	for (const [modulus, bits] of [
		[[0, 0x80, 0], 16],
		[[1, 0], 9],
		[[0], 0],
		[[], 0],
	] as const) {
		const key = parsePublicKey(wire('ssh-rsa', Uint8Array.of(1, 0, 1), Uint8Array.from(modulus)));
		assert.ok('bits' in key);
		assert.equal(key.bits, bits);
	}
});

test('shows a key of a type it does not know under its name', () => {
	const key = parsePublicKey(wire('ssh-new-sort@example.org', 'anything'));
	assert.ok('type' in key);
	assert.deepEqual([key.type, key.bits], ['ssh-new-sort@example.org', 0]);
	const method = parsePublicKey(wire('constructor', ''));
	assert.ok('type' in method && method.type === 'constructor');
});

test('reads damaged blobs to a problem, whatever the damage', () => {
	const blobs = [
		ed25519,
		wire('ssh-rsa', Uint8Array.of(1, 0, 1), new Uint8Array(257).fill(9)),
		wire(
			'ssh-ed25519-cert-v01@openssh.com',
			'n',
			'k',
			1n,
			1,
			'id',
			wire('a', 'b'),
			0n,
			1n,
			'',
			'',
			'',
			'ca',
			's',
		),
	];
	for (const blob of blobs) {
		assert.ok('type' in parsePublicKey(blob));
		for (let length = 0; length < blob.length; length += 1) {
			assert.ok('problem' in parsePublicKey(blob.subarray(0, length)), `${length} bytes`);
		}
		assert.deepEqual(parsePublicKey(Buffer.concat([blob, Uint8Array.of(0)])), {
			problem: 'it goes on after its end',
		});
		for (let at = 0; at < blob.length; at += 1) {
			for (const value of [0, 0x7f, 0xff]) {
				const changed = blob.slice();
				changed[at] = value;
				parsePublicKey(changed);
			}
		}
	}
	assert.ok('problem' in parsePublicKey(wire('\u001b[2J', '')));
	assert.ok('problem' in parsePublicKey(wire('x'.repeat(10_000))));
});

test('reads a line of a .pub file, its comment and nothing else', () => {
	const base64 = Buffer.from(ed25519).toString('base64');
	const read = (line: string): unknown => {
		const found = parsePublicKeyLine(line);
		return 'problem' in found ? found.problem : found.comment;
	};
	assert.equal(read(`ssh-ed25519 ${base64} me at  home \r`), 'me at  home');
	assert.equal(read(` ssh-ed25519\t${base64}`), '');
	assert.equal(read(`ssh-rsa ${base64} me`), 'its key is not of the type it names');
	assert.equal(read('ssh-ed25519 not*base64'), 'its base64 text is damaged');
	assert.equal(read('Host web-1'), 'its base64 text is damaged');
	assert.equal(read(''), 'it is not a public key');
});
