import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {lookUpHostKeys} from '../../../source/services/known-hosts/look-up-host-keys.ts';
import {startSshd} from '../../helpers/sshd.ts';
import {tempDir} from '../../helpers/temp-dir.ts';

const directory = tempDir('known');
const publicKeys = ['ed25519', 'ecdsa', 'rsa'].map(type => {
	const path = join(directory, type);
	execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', path]);
	return readFileSync(`${path}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
});
const [ed = '', ec = '', rsa = ''] = publicKeys;

function write(name: string, ...lines: string[]): string {
	const file = join(directory, name);
	writeFileSync(file, `${lines.join('\n')}\n`);
	return file;
}

/** What `ssh-keygen -F` finds for one name: line and fingerprint. */
function foundByKeygen(file: string, name: string): string[] {
	const said = spawnSync('ssh-keygen', ['-l', '-F', name, '-f', file], {encoding: 'utf8'}).stdout;
	const lines = Array.from(said.matchAll(/found: line (\d+)/g), match => match[1]);
	const prints = Array.from(said.matchAll(/SHA256:\S+/g), match => match[0]);
	return lines.map((line, index) => `${line} ${prints[index]}`);
}

test('finds the lines that ssh-keygen -F finds, plain and hashed', async () => {
	const lines = [
		`web-1 ${ed} a comment`,
		'# a comment',
		'',
		`web-1,10.0.0.1 ${ec}`,
		`\t [web-1]:2222 ${rsa}`,
		`*.prod,!db.prod ${ed}`,
		`[127.0.0.*]:* ${ed}`,
		`WEB-? ${rsa}`,
		`@revoked web-3 ${ed}`,
		`@cert-authority *.lan ${ec}`,
		`fe80::1,::1 ${ed}`,
	];
	const damaged = [
		'@unknown web-1 '.concat(ed),
		'web-1 ssh-ed25519 AAAA',
		`web-1 ssh-rsa ${ed.split(' ')[1]}`,
		'web-1',
	];
	const plain = write('plain', ...damaged, ...lines);
	// ssh-keygen hashes no file with damaged lines.
	const hashed = write('hashed', ...lines);
	execFileSync('ssh-keygen', ['-H', '-f', hashed], {stdio: 'ignore'});
	assert.match(readFileSync(hashed, 'utf8'), /\|1\|/);
	const names = [
		'web-1',
		'WEB-1',
		'web-2',
		'web-3',
		'10.0.0.1',
		'a.prod',
		'db.prod',
		'x.lan',
		'::1',
		'nobody',
	];
	for (const file of [plain, hashed]) {
		for (const name of names) {
			for (const port of [22, 2222]) {
				const {keys} = await lookUpHostKeys([file], {name, port});
				const small = name.toLowerCase();
				const asked = port === 22 ? small : `[${small}]:${port}`;
				const found = keys.filter(key => key.name === asked).map(key => `${key.line} ${key.fingerprint}`);
				assert.deepEqual(found, foundByKeygen(file, asked), `${asked} in ${file}`);
			}
		}
	}
});

test('says which key types are known, from which file and line', async () => {
	const first = write('first', `web ${ed}`);
	const second = write('second', '', `web ${rsa}`);
	const missing = join(directory, 'missing');
	const {state, keys} = await lookUpHostKeys([missing, first, second], {name: 'web', port: 22});
	assert.equal(state, 'known');
	assert.deepEqual(
		keys.map(({file, line, type, trust}) => [file, line, type, trust]),
		[
			[first, 1, 'ED25519', 'known'],
			[second, 2, 'RSA', 'known'],
		],
	);
	assert.deepEqual(await lookUpHostKeys([first], {name: 'other', port: 22}), {state: 'unknown', keys: []});
});

test('agrees with ssh on whether a host is known, without its port, by its alias, by an authority, revoked', async () => {
	const server = await startSshd();
	const key = readFileSync(`${server.hostKeys[0]}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
	const host = {name: '127.0.0.1', port: server.port};
	const hashed = (name: string): string => {
		const file = write('to-hash', `${name} ${key}`);
		execFileSync('ssh-keygen', ['-H', '-f', file], {stdio: 'ignore'});
		return readFileSync(file, 'utf8').trimEnd();
	};
	const cases: ReadonlyArray<[line: string, state: string, alias?: string]> = [
		[hashed(`[127.0.0.1]:${server.port}`), 'known'],
		[hashed('zzz'), 'known', 'zzz'],
		[hashed('zzz'), 'known', 'ZZZ'],
		[`zzz ${key}`, 'known', 'ZZZ'],
		[`[127.0.0.1]:${server.port} ${key}`, 'known'],
		[`127.0.0.1 ${key}`, 'known'],
		[`[127.0.0.*]:* ${key}`, 'known'],
		[`zzz ${key}`, 'known', 'zzz'],
		[`[127.0.0.1]:${server.port} ${key}`, 'unknown', 'zzz'],
		[`127.0.0.2 ${key}`, 'unknown'],
		[`@revoked [127.0.0.1]:${server.port} ${key}`, 'revoked'],
		[`127.0.0.1 ${key}\n@revoked * ${key}`, 'revoked'],
		[`@cert-authority * ${key}`, 'authority'],
	];
	for (const [line, state, alias] of cases) {
		const file = write('of-server', line);
		const found = await lookUpHostKeys([file], alias === undefined ? host : {...host, hostKeyAlias: alias});
		assert.equal(found.state, state, line);
		const extra = [`UserKnownHostsFile ${file}`, 'StrictHostKeyChecking yes', 'BatchMode yes'];
		const config = server.writeConfig([
			server.configFor('host', alias === undefined ? extra : [...extra, `HostKeyAlias ${alias}`]),
		]);
		const ssh = spawnSync('ssh', ['-F', config, '--', 'host', 'true'], {encoding: 'utf8'});
		assert.equal(ssh.status === 0, state === 'known', `${line}\n${ssh.stderr}`);
		assert.equal(/revoked/i.test(ssh.stderr), state === 'revoked', ssh.stderr);
	}
});

test('reads a long hashed file without holding others up', async () => {
	const salted = Buffer.from('a salt').toString('base64');
	const file = write(
		'long',
		...Array<string>(5000).fill(`|1|${salted}|AAAAAAAAAAAAAAAAAAAAAAAAAAA= ${ed}`),
		`web ${ed}`,
	);
	let turns = 0;
	let isDone = false;
	const count = (): void => {
		turns += 1;
		if (!isDone) {
			setImmediate(count);
		}
	};
	setImmediate(count);
	const {keys} = await lookUpHostKeys([file], {name: 'web', port: 22});
	isDone = true;
	assert.equal(keys[0]?.line, 5001);
	assert.ok(turns >= 10, `${turns} turns`);
});

test('treats a fifo, a directory and binary rubbish as files without keys', async () => {
	const fifo = join(directory, 'fifo');
	execFileSync('mkfifo', [fifo]);
	const rubbish = write('rubbish', '\0\u0001\u00ff'.repeat(1000), '@revoked', '|1|', 'web ssh-ed25519 ====');
	const found = await lookUpHostKeys([fifo, directory, rubbish], {name: 'web', port: 22});
	rmSync(fifo);
	assert.deepEqual(found, {state: 'unknown', keys: []});
	await assert.rejects(lookUpHostKeys([rubbish], {name: 'web', port: 22}, {signal: AbortSignal.abort()}), {
		name: 'AbortError',
	});
});
