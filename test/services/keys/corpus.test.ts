import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {chmodSync, copyFileSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {before, test} from 'node:test';
import {gradeOf, type KeyFile} from '../../../source/core/keys/key-file.ts';
import {readAgent} from '../../../source/services/agent/read-agent.ts';
import {listKeyFiles} from '../../../source/services/keys/list-key-files.ts';
import {startAgent} from '../../helpers/agent.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {writeHardwareKey} from './hardware-key-file.ts';

const directory = tempDir('corpus');
const authority = join(tempDir('authority'), 'ca');
const at = (name: string): string => join(directory, name);
const text = (name: string): string => readFileSync(at(name), 'latin1');

/** How a key is made (arguments of ssh-keygen, or a function), its grade, and its worst problem. */
type Case = {
	readonly make: readonly string[] | (() => void);
	readonly grade: 'good' | 'fair' | 'bad';
	readonly problem?: RegExp;
	/** ssh-keygen -l says nothing of it either. */
	readonly isUnreadable?: boolean;
};

const protectedBy = ['-N', 'a passphrase', '-a', '16'];
const ed = ['-t', 'ed25519'];

function keygen(name: string, ...options: string[]): void {
	execFileSync('ssh-keygen', ['-q', '-N', '', '-C', `comment of ${name}`, ...options, '-f', at(name)], {
		stdio: 'pipe',
	});
}

function openssl(name: string, ...options: string[]): void {
	execFileSync('openssl', ['genpkey', '-out', at(name), ...options], {stdio: 'pipe'});
	chmodSync(at(name), 0o600);
}

function damaged(name: string, change: (content: string) => string): () => void {
	return () => {
		keygen(name, ...ed, ...protectedBy);
		writeFileSync(at(name), change(text(name)), 'latin1');
	};
}

function certified(name: string, ...options: string[]): () => void {
	return () => {
		keygen(name, ...ed, ...protectedBy);
		execFileSync('ssh-keygen', ['-q', '-s', authority, '-I', `id of ${name}`, ...options, at(`${name}.pub`)]);
	};
}

const noPassphrase = /^It has no passphrase/;
const cases: Readonly<Record<string, Case>> = {
	plain: {make: [...ed, ...protectedBy], grade: 'good'},
	'rounds-2': {make: [...ed, '-N', 'secret', '-a', '2'], grade: 'fair', problem: /weakly: 2 rounds/},
	'rounds-1': {make: [...ed, '-N', 'secret', '-a', '1'], grade: 'fair', problem: /weakly: 1 round\./},
	'cipher-gcm': {make: [...ed, ...protectedBy, '-Z', 'aes256-gcm@openssh.com'], grade: 'good'},
	'cipher-cbc': {make: [...ed, ...protectedBy, '-Z', 'aes128-cbc'], grade: 'good'},
	'cipher-chacha': {make: [...ed, ...protectedBy, '-Z', 'chacha20-poly1305@openssh.com'], grade: 'good'},
	open: {make: ed, grade: 'fair', problem: noPassphrase},
	'no-comment': {make: [...ed, '-C', '', ...protectedBy], grade: 'good'},
	'strange-comment': {make: [...ed, '-C', 'ü  two  blanks', ...protectedBy], grade: 'good'},
	ec256: {make: ['-t', 'ecdsa', '-b', '256', ...protectedBy], grade: 'good'},
	ec384: {make: ['-t', 'ecdsa', '-b', '384', ...protectedBy], grade: 'good'},
	ec521: {make: ['-t', 'ecdsa', '-b', '521', ...protectedBy], grade: 'good'},
	rsa1024: {
		make: ['-t', 'rsa', '-b', '1024', ...protectedBy],
		grade: 'bad',
		problem: /RSA of 1024 bits can be broken/,
	},
	rsa2048: {
		make: ['-t', 'rsa', '-b', '2048', ...protectedBy],
		grade: 'fair',
		problem: /RSA of 2048 bits is less than/,
	},
	rsa3072: {make: ['-t', 'rsa', '-b', '3072', ...protectedBy], grade: 'good'},
	'rsa-pem': {make: ['-t', 'rsa', '-b', '3072', '-m', 'PEM'], grade: 'fair', problem: noPassphrase},
	'rsa-pem-secret': {
		make: ['-t', 'rsa', '-b', '3072', '-m', 'PEM', '-N', 'secret'],
		grade: 'fair',
		problem: /single round of MD5/,
	},
	'ec-pem': {make: ['-t', 'ecdsa', '-m', 'PEM'], grade: 'fair', problem: noPassphrase},
	'ec-pkcs8': {make: ['-t', 'ecdsa', '-m', 'PKCS8'], grade: 'fair', problem: noPassphrase},
	'ec-pkcs8-secret': {
		make: ['-t', 'ecdsa', '-m', 'PKCS8', '-N', 'secret'],
		grade: 'fair',
		problem: /weakly: 2048 rounds/,
	},
	'openssl-rsa': {
		make: () => openssl('openssl-rsa', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:3072'),
		grade: 'fair',
		problem: /\.pub is missing/,
	},
	'openssl-ec': {
		make: () => openssl('openssl-ec', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-521'),
		grade: 'fair',
		problem: /\.pub is missing/,
	},
	sk: {make: () => writeHardwareKey(at('sk'), 'ed25519', 'a token'), grade: 'good'},
	'sk-ec': {make: () => writeHardwareKey(at('sk-ec'), 'ecdsa', 'another token'), grade: 'good'},
	certified: {make: certified('certified', '-n', 'deploy,root', '-V', '+52w', '-z', '77'), grade: 'good'},
	'certified-limited': {
		make: certified(
			'certified-limited',
			...[
				'-n',
				'a',
				'-O',
				'force-command=ls -l',
				'-O',
				'source-address=10.0.0.0/8',
				'-O',
				'clear',
				'-O',
				'permit-pty',
			],
		),
		grade: 'good',
	},
	'certified-soon': {
		make: certified('certified-soon', '-V', '+2h'),
		grade: 'fair',
		problem: /expires within a day/,
	},
	'certified-over': {
		make: certified('certified-over', '-V', '20200101:20210101'),
		grade: 'bad',
		problem: /has expired/,
	},
	'other-mode': {
		make: () => {
			keygen('other-mode', ...ed, ...protectedBy);
			chmodSync(at('other-mode'), 0o640);
		},
		grade: 'bad',
		problem: /Its mode 0640 lets others in/,
	},
	'pub-gone': {
		make: () => {
			keygen('pub-gone', ...ed, ...protectedBy);
			rmSync(at('pub-gone.pub'));
		},
		grade: 'fair',
		problem: /Its \.pub is missing/,
	},
	'pub-swapped': {
		make: () => {
			keygen('pub-swapped', ...ed, ...protectedBy);
			copyFileSync(at('plain.pub'), at('pub-swapped.pub'));
		},
		grade: 'bad',
		problem: /Its \.pub is of another key/,
		// ssh-keygen -l believes the .pub.
		isUnreadable: true,
	},
	linked: {make: () => symlinkSync('plain', at('linked')), grade: 'fair', problem: /\.pub is missing/},
	'linked-nowhere': {
		make: () => symlinkSync('gone', at('linked-nowhere')),
		grade: 'bad',
		problem: /is a link to gone, where there is no file/,
		isUnreadable: true,
	},
	cut: {
		make: damaged('cut', content => content.slice(0, 150)),
		grade: 'bad',
		problem: /is damaged: it is cut short/,
	},
	garbled: {
		make: damaged('garbled', content => content.replace(/\n.{20}/, '\nQUJDREVGR0hJSktMTU5P')),
		grade: 'bad',
		problem: /is damaged: it is not in the format/,
	},
	windows: {
		make: damaged('windows', content => content.replaceAll('\n', '\r\n')),
		grade: 'bad',
		problem: /is damaged: its line ends/,
	},
	huge: {
		make: damaged('huge', content => content + 'x'.repeat(70_000)),
		grade: 'bad',
		problem: /too big for a key/,
	},
	'empty-key': {
		make: damaged(
			'empty-key',
			() => '-----BEGIN OPENSSH PRIVATE KEY-----\n-----END OPENSSH PRIVATE KEY-----\n',
		),
		grade: 'bad',
		problem: /is damaged/,
	},
	encoded: {
		make: damaged('encoded', content => `\ufeff${content}`.replace('\ufeff', '\xef\xbb\xbf')),
		grade: 'bad',
		problem: /is damaged: something stands before its first line/,
	},
};

let keys: ReadonlyMap<string, KeyFile>;

before(async () => {
	execFileSync('ssh-keygen', ['-q', ...ed, '-N', '', '-f', authority]);
	for (const [name, {make}] of Object.entries(cases)) {
		if (typeof make === 'function') {
			make();
		} else {
			keygen(name, ...make);
		}
	}
	const found = await listKeyFiles(directory);
	keys = new Map(found.map(key => [key.path.slice(directory.length + 1), key]));
});

test('lists every key of the directory and nothing else', () => {
	const expected = Object.keys(cases);
	assert.ok(expected.length >= 38);
	assert.deepEqual([...keys.keys()].toSorted(), expected.toSorted());
});

test('says in every field what ssh-keygen -l says', () => {
	for (const [name, key] of keys) {
		const {status, stdout} = spawnSync('ssh-keygen', ['-lf', at(name)], {encoding: 'utf8'});
		if (cases[name]?.isUnreadable || status !== 0) {
			continue;
		}
		// Of an empty comment ssh-keygen says the name of the file.
		const comment = key.comment === '' ? at(`${name}.pub`) : (key.comment ?? 'no comment');
		assert.equal(`${key.bits} ${key.fingerprint} ${comment} (${key.type})`, stdout.trimEnd(), name);
	}
});

test('says of every certificate what ssh-keygen -L says', () => {
	let count = 0;
	for (const [name, {certificate, authority, type, fingerprint}] of keys) {
		if (certificate === null) {
			continue;
		}
		count++;
		const said = execFileSync('ssh-keygen', ['-Lf', at(`${name}-cert.pub`)], {encoding: 'utf8'})
			.split('\n')
			.slice(1)
			.map(line => line.trim())
			.filter(line => line !== '');
		const time = (seconds: number): string => {
			const shifted = new Date(seconds * 1000 - new Date(seconds * 1000).getTimezoneOffset() * 60_000);
			return shifted.toISOString().slice(0, 19);
		};
		const {validAfter, validBefore, principals, criticalOptions, extensions} = certificate;
		const list = (title: string, values: readonly string[]): string[] =>
			values.length === 0 ? [`${title}: (none)`] : [`${title}:`, ...values];
		const valid =
			validAfter === null && validBefore === null
				? 'Valid: forever'
				: `Valid: from ${time(validAfter ?? 0)} to ${time(validBefore ?? 0)}`;
		assert.deepEqual(
			said.map(line => line.replace(/ \(using .*\)$/, '')),
			[
				'Type: ssh-ed25519-cert-v01@openssh.com user certificate',
				`Public key: ${type}-CERT ${fingerprint}`,
				`Signing CA: ${authority}`,
				`Key ID: "${certificate.keyId}"`,
				`Serial: ${certificate.serial}`,
				valid,
				...list('Principals', principals),
				...list('Critical Options', criticalOptions),
				...list('Extensions', extensions),
			],
			name,
		);
	}
	assert.equal(count, 4);
});

test('grades each key, with the reason', () => {
	for (const [name, {grade, problem}] of Object.entries(cases)) {
		const key = keys.get(name);
		if (key === undefined) {
			continue;
		}
		assert.equal(gradeOf(key), grade, `${name}: ${key.problems[0]?.problem}`);
		if (problem === undefined) {
			assert.deepEqual(key.problems, [], name);
		} else {
			assert.match(key.problems[0]?.problem ?? '', problem, name);
			assert.ok(
				key.problems.every(({advice}) => advice !== ''),
				name,
			);
		}
	}
	assert.ok(keys.get('linked')?.problems.some(({problem}) => problem === 'It is a link to plain.'));
});

test('knows how each is protected', () => {
	const known = (name: string): unknown[] => {
		const {encrypted, cipher, rounds, format} = keys.get(name) as KeyFile;
		return [encrypted, cipher, rounds, format];
	};
	assert.deepEqual(known('cipher-gcm'), [true, 'aes256-gcm@openssh.com', 16, 'openssh']);
	assert.deepEqual(known('rounds-2'), [true, 'aes256-ctr', 2, 'openssh']);
	assert.deepEqual(known('rsa-pem-secret'), [true, 'aes128-cbc', 1, 'pem']);
	assert.equal(known('ec-pkcs8-secret')[2], 2048);
	assert.deepEqual(known('open'), [false, null, null, 'openssh']);
	assert.deepEqual(known('sk'), [false, null, null, 'openssh']);
});

test('lists an agent with twenty of them as ssh-add -l does, certificates and security keys included', async () => {
	const agent = await startAgent();
	keygen('in-agent', ...ed);
	execFileSync('ssh-keygen', ['-q', '-s', authority, '-I', 'me', at('in-agent.pub')]);
	const others = Array.from({length: 16}, (_, index) => `held-${index}`);
	for (const name of others) {
		keygen(name, ...ed);
	}
	const held = ['in-agent', 'rsa-pem', 'sk', ...others].map(at);
	execFileSync('ssh-add', ['-q', ...held], {env: agent.env});
	const listed = execFileSync('ssh-add', ['-l'], {env: agent.env, encoding: 'utf8'}).trimEnd().split('\n');
	const state = await readAgent(agent.socket);
	assert.equal(listed.length, 20);
	assert.deepEqual(
		state.state === 'keys'
			? state.identities.map(
					({bits, fingerprint, comment, type}) => `${bits} ${fingerprint} ${comment} (${type})`,
				)
			: state,
		listed,
	);
});
