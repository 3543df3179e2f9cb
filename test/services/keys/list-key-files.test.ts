import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {test} from 'node:test';
import type {KeyFile} from '../../../source/core/keys/key-file.ts';
import {listKeyFiles} from '../../../source/services/keys/list-key-files.ts';
import {startAgent} from '../../helpers/agent.ts';
import {tempDir} from '../../helpers/temp-dir.ts';

function makeKey(path: string, ...options: string[]): void {
	execFileSync('ssh-keygen', [
		'-q',
		'-t',
		'ed25519',
		'-N',
		'',
		'-C',
		`comment of ${basename(path)}`,
		...options,
		'-f',
		path,
	]);
}

function sentences({problems}: KeyFile): string[] {
	return problems.map(({problem}) => problem);
}

async function only(directory: string, name: string): Promise<KeyFile> {
	const found = (await listKeyFiles(directory)).find(key => key.path === join(directory, name));
	assert.ok(found, `${name} is listed`);
	return found;
}

function ciphers(): string[] {
	return execFileSync('ssh', ['-Q', 'cipher'], {encoding: 'utf8'}).trim().split('\n');
}

test('says of every type, format and cipher what ssh-keygen -l says', async () => {
	const directory = tempDir('keys');
	const types = [
		['ed', '-t', 'ed25519'],
		['rsa', '-t', 'rsa', '-b', '2048'],
		['rsa-odd', '-t', 'rsa', '-b', '2056'],
		['ec256', '-t', 'ecdsa', '-b', '256'],
		['ec384', '-t', 'ecdsa', '-b', '384'],
		['ec521', '-t', 'ecdsa', '-b', '521'],
		['dsa', '-t', 'dsa'],
	] as const;
	const made: string[] = [];
	const attempt = (name: string, ...options: string[]): void => {
		const path = join(directory, name);
		if (spawnSync('ssh-keygen', ['-q', '-C', `comment of ${name}`, ...options, '-f', path]).status === 0) {
			made.push(name);
		}
	};
	for (const [name, ...type] of types) {
		for (const format of ['RFC4716', 'PEM', 'PKCS8']) {
			attempt(`${name}.${format}`, ...type, '-m', format, '-N', '');
			attempt(`${name}.${format}.secret`, ...type, '-m', format, '-N', 'a passphrase', '-a', '1');
		}
	}
	for (const cipher of ciphers()) {
		attempt(`cipher-${cipher.replace(/\W/g, '-')}`, '-t', 'ed25519', '-Z', cipher, '-a', '2', '-N', 'secret');
	}
	assert.ok(made.length > 40, `made ${made.length} keys`);

	const keys = await listKeyFiles(directory);
	assert.deepEqual(
		keys.map(key => basename(key.path)),
		made.sort(),
	);
	for (const key of keys) {
		const name = basename(key.path);
		const said = execFileSync('ssh-keygen', ['-lf', key.path], {encoding: 'utf8'}).trimEnd();
		assert.equal(`${key.bits} ${key.fingerprint} ${key.comment} (${key.type})`, said, name);
		assert.equal(key.encrypted, /secret|cipher/.test(name), name);
		assert.ok(
			key.problems.every(({problem}) =>
				/^(It is a DSA key|RSA of|It has no pass|Its passphrase)/.test(problem),
			),
			name,
		);
	}
});

test('reads what is in a key itself where there is no .pub', async () => {
	const directory = tempDir('keys');
	const openssl = (name: string, ...options: string[]): void => {
		execFileSync('openssl', ['genpkey', '-out', join(directory, name), ...options], {stdio: 'pipe'});
		chmodSync(join(directory, name), 0o600);
	};
	makeKey(join(directory, 'ed'));
	makeKey(join(directory, 'ed-secret'), '-N', 'secret', '-a', '3');
	makeKey(join(directory, 'rsa-pem'), '-t', 'rsa', '-b', '2048', '-m', 'PEM');
	makeKey(join(directory, 'ec-pem'), '-t', 'ecdsa', '-m', 'PEM');
	openssl('rsa-pkcs8', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048');
	openssl('ec-pkcs8', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384');
	for (const name of ['ed', 'ed-secret', 'rsa-pem', 'ec-pem']) {
		rmSync(join(directory, `${name}.pub`));
	}
	for (const key of await listKeyFiles(directory)) {
		const said = execFileSync('ssh-keygen', ['-lf', key.path], {encoding: 'utf8'}).trimEnd();
		assert.equal(`${key.bits} ${key.fingerprint} ${key.comment ?? 'no comment'} (${key.type})`, said);
		assert.ok(sentences(key).includes('Its .pub is missing.'), key.path);
	}
	assert.equal((await only(directory, 'ed')).comment, 'comment of ed');
	assert.equal((await only(directory, 'ed-secret')).rounds, 3);
	assert.equal((await only(directory, 'rsa-pem')).format, 'pem');
	assert.equal((await only(directory, 'ec-pkcs8')).format, 'pkcs8');
});

test('says as little as can be known of an encrypted key whose public part is inside', async () => {
	const directory = tempDir('keys');
	makeKey(join(directory, 'pem'), '-t', 'rsa', '-b', '2048', '-m', 'PEM', '-N', 'secret');
	makeKey(join(directory, 'pkcs8'), '-t', 'ecdsa', '-m', 'PKCS8', '-N', 'secret');
	for (const name of ['pem', 'pkcs8']) {
		rmSync(join(directory, `${name}.pub`));
	}
	const [pem, pkcs8] = await listKeyFiles(directory);
	assert.deepEqual([pem?.type, pem?.bits, pem?.fingerprint, pem?.encrypted], ['RSA', null, null, true]);
	assert.deepEqual(
		[pkcs8?.type, pkcs8?.bits, pkcs8?.fingerprint, pkcs8?.encrypted],
		[null, null, null, true],
	);
});

test('shows the certificate of a key and warns before it ends', async () => {
	const directory = tempDir('keys');
	const authority = join(tempDir('ca'), 'ca');
	makeKey(authority);
	const sign = (name: string, ...options: string[]): void => {
		execFileSync('ssh-keygen', [
			'-q',
			'-s',
			authority,
			'-I',
			`id of ${name}`,
			...options,
			join(directory, `${name}.pub`),
		]);
	};
	for (const name of ['ended', 'future', 'good', 'host', 'other', 'soon', 'always']) {
		makeKey(join(directory, name));
	}
	sign('good', '-n', 'deploy,root', '-V', '+52w', '-z', '18446744073709551615');
	sign('always');
	sign('soon', '-V', '+2h');
	sign('ended', '-V', '20200101:20210101');
	sign('future', '-V', '20990101:20990201');
	sign('host', '-h', '-V', '+52w');
	copyFileSync(join(directory, 'good-cert.pub'), join(directory, 'other-cert.pub'));

	const problems = Object.fromEntries(
		(await listKeyFiles(directory)).map(key => [
			basename(key.path),
			sentences(key).filter(problem => problem.includes('certificate')),
		]),
	);
	assert.deepEqual(problems, {
		always: [],
		ended: ['Its certificate has expired.'],
		future: ['Its certificate is not valid yet.'],
		good: [],
		host: ['Its certificate is not for a user.'],
		other: ['Its certificate is of another key.'],
		soon: ['Its certificate expires within a day.'],
	});
	const {type, certificate} = await only(directory, 'good');
	assert.equal(type, 'ED25519');
	assert.equal(certificate?.kind, 'user');
	assert.equal(certificate.keyId, 'id of good');
	assert.equal(certificate.serial, '18446744073709551615');
	assert.deepEqual(certificate.principals, ['deploy', 'root']);
	const always = (await only(directory, 'always')).certificate;
	assert.deepEqual([always?.validAfter, always?.validBefore, always?.principals], [null, null, []]);
	const [file] = await listKeyFiles('/nonexistent', {extra: [join(directory, 'good-cert.pub')]});
	const said = execFileSync('ssh-keygen', ['-lf', join(directory, 'good-cert.pub')], {
		encoding: 'utf8',
	}).trimEnd();
	assert.equal(`${file?.bits} ${file?.fingerprint} ${file?.comment} (${file?.type})`, said);
});

test('names what is wrong with a key', async () => {
	const directory = tempDir('keys');
	const at = (name: string): string => join(directory, name);
	for (const name of [
		'cut',
		'damaged-pub',
		'garbled',
		'huge',
		'open',
		'swapped',
		'unended',
		'windows',
		'pem',
	]) {
		makeKey(at(name), ...(name === 'pem' ? ['-t', 'rsa', '-b', '2048', '-m', 'PEM'] : []));
	}
	const text = (name: string): string => readFileSync(at(name), 'utf8');
	chmodSync(at('open'), 0o644);
	writeFileSync(at('cut'), text('cut').slice(0, 200));
	writeFileSync(at('garbled'), text('garbled').replace(/\n.{20}/, '\nQUJDREVGR0hJSktMTU5P'));
	writeFileSync(at('pem'), text('pem').replace(/\n.{40}/, `\n${'A'.repeat(40)}`));
	writeFileSync(at('windows'), text('windows').replaceAll('\n', '\r\n'));
	writeFileSync(at('unended'), text('unended').trimEnd());
	writeFileSync(at('huge'), text('huge') + 'x'.repeat(70_000));
	writeFileSync(at('damaged-pub.pub'), 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5\n');
	copyFileSync(at('open.pub'), at('swapped.pub'));
	symlinkSync('gone', at('nowhere'));

	const problems = Object.fromEntries(
		(await listKeyFiles(directory)).map(key => [basename(key.path), sentences(key)[0]]),
	);
	assert.deepEqual(problems, {
		cut: 'It is damaged: it is cut short: there is no END line.',
		'damaged-pub': 'Its .pub is no public key, or a damaged one.',
		garbled: 'It is damaged: it is not in the format it names.',
		huge: 'It is damaged: it is too big for a key.',
		nowhere: 'It is a link to gone, where there is no file.',
		open: 'Its mode 0644 lets others in, so ssh ignores it.',
		pem: 'It is damaged: what is between its first and last line cannot be read.',
		swapped: 'Its .pub is of another key.',
		unended: 'It is damaged: the line end after its last line is missing.',
		windows: 'It is damaged: its line ends are those of Windows.',
	});
	// ssh-keygen refuses the same ones.
	for (const name of ['cut', 'garbled', 'pem', 'unended', 'windows', 'open']) {
		assert.notEqual(spawnSync('ssh-keygen', ['-y', '-P', '', '-f', at(name)]).status, 0, name);
	}
});

test('passes over what is no key, and is not held up by a fifo, a socket or a device', async () => {
	const directory = tempDir('ssh');
	const at = (name: string): string => join(directory, name);
	makeKey(at('id'));
	makeKey(at('linked-to'));
	writeFileSync(at('config'), 'Host *\n');
	writeFileSync(at('authorized_keys'), readFileSync(at('id.pub')));
	writeFileSync(at('certificate.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
	writeFileSync(at('empty'), '');
	symlinkSync('linked-to', at('link'));
	symlinkSync('/dev/zero', at('device'));
	symlinkSync('fifo', at('to-fifo'));
	symlinkSync('loop', at('loop'));
	symlinkSync('gone', at('config.pub'));
	mkdirSync(at('directory'));
	execFileSync('mkfifo', [at('fifo')]);
	const agent = await startAgent();
	const names = (keys: readonly KeyFile[]): string[] => keys.map(key => basename(key.path));
	assert.deepEqual(names(await listKeyFiles(directory)), ['id', 'link', 'linked-to', 'loop']);

	const extra = [
		at('fifo'),
		at('directory'),
		at('device'),
		agent.socket,
		at('nowhere'),
		at('config'),
		at('id'),
	];
	const named = (await listKeyFiles('/nonexistent', {extra})).map(key => sentences(key).join(' '));
	const special = 'It is no regular file.';
	assert.deepEqual(named, [
		special,
		special,
		`${special} It is a link to /dev/zero.`,
		special,
		'There is no such file.',
		'It is not a key.',
		'It has no passphrase: whoever copies the file can use it.',
	]);
	assert.deepEqual(names(await listKeyFiles(directory, {extra: [at('config'), at('id')]})), [
		'config',
		'id',
		'link',
		'linked-to',
		'loop',
	]);
});

test('shows a public key that stands for one in the agent', async () => {
	const directory = tempDir('keys');
	makeKey(join(directory, 'id'));
	rmSync(join(directory, 'id'));
	const extra = [join(directory, 'id.pub'), join(directory, 'id')];
	const [pub, missing] = await listKeyFiles(directory, {extra});
	assert.deepEqual(
		[pub?.format, pub?.type, pub?.comment, pub?.problems],
		['public', 'ED25519', 'comment of id', []],
	);
	assert.equal(missing?.fingerprint, pub?.fingerprint);
	assert.deepEqual(missing?.problems, [
		{
			severity: 'warning',
			problem: 'There is no such file.',
			advice: 'Its .pub is there: it works while the agent has the key.',
		},
	]);
});

test('stops when aborted', async () => {
	const directory = tempDir('keys');
	makeKey(join(directory, 'id'));
	await assert.rejects(listKeyFiles(directory, {signal: AbortSignal.abort()}), {name: 'AbortError'});
});
