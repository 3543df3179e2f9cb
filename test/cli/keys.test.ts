import assert from 'node:assert/strict';
import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {agentCommand} from '../../source/cli/agent.ts';
import {keyCommand} from '../../source/cli/key.ts';
import {keysCommand} from '../../source/cli/keys.ts';
import {startAgent} from '../helpers/agent.ts';
import {openPty} from '../helpers/pty.ts';
import {startSshd} from '../helpers/sshd.ts';
import {tempDir} from '../helpers/temp-dir.ts';
import {openDen} from '../services/keeper/keeper-in.ts';
import {openIn, writeFiles} from '../services/ssh-config/open-in.ts';

const {signal} = new AbortController();

function makeKey(path: string, ...options: string[]): void {
	execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-C', 'a comment', '-f', path, ...options]);
}

async function keys(home: string, env: NodeJS.ProcessEnv, json: boolean): Promise<string> {
	let out = '';
	const ssh = {program: 'ssh', configFile: null, env};
	const options = {json, sshDirectory: join(home, '.ssh'), signal};
	assert.equal(
		await keysCommand(ssh, openIn(home), options, text => {
			out += text;
		}),
		0,
	);
	return out;
}

test('--json prints every key with exactly the agreed members', async () => {
	const agent = await startAgent();
	const home = tempDir('keys');
	writeFiles(home, {
		'.ssh/config': 'Host web\n IdentityFile ~/.ssh/good\nHost db\n IdentityFile ~/elsewhere\nHost x\n',
	});
	makeKey(join(home, '.ssh/good'), '-N', 'passphrase', '-a', '16');
	makeKey(join(home, '.ssh/id_ed25519'), '-N', '');
	makeKey(join(home, 'elsewhere'), '-N', '');
	execFileSync('ssh-add', ['-q', join(home, 'elsewhere')], {env: agent.env});
	const fingerprint = (name: string): string =>
		execFileSync('ssh-keygen', ['-lf', join(home, name)], {encoding: 'utf8'}).split(' ')[1] ?? '';
	const noPassphrase = {
		problem: 'It has no passphrase: whoever copies the file can use it.',
		advice: 'Give it one: P in the dashboard, or ssh-keygen -p.',
	};
	const key = (name: string) => ({
		path: join(home, name),
		type: 'ED25519',
		bits: 256,
		fingerprint: fingerprint(name),
		comment: 'a comment',
	});
	assert.deepEqual(JSON.parse(await keys(home, agent.env, true)), [
		{...key('.ssh/good'), encrypted: true, inAgent: false, hosts: ['web'], problems: []},
		{...key('.ssh/id_ed25519'), encrypted: false, inAgent: false, hosts: ['x'], problems: [noPassphrase]},
		{...key('elsewhere'), encrypted: false, inAgent: true, hosts: ['db'], problems: [noPassphrase]},
	]);
	const text = await keys(home, agent.env, false);
	assert.match(text, /^good .*good +ED25519 256 +SHA256:.* a comment +passphrase +web$/m);
	assert.match(
		text,
		/^fair .*elsewhere .* no passphrase +in agent +db\n +It has no passphrase: .* ssh-keygen -p\.$/m,
	);
});

test('a missing key of the config is listed with the reason, and texts of others are made harmless', async () => {
	const home = tempDir('keys');
	writeFiles(home, {'.ssh/config': 'Host web\n IdentityFile ~/.ssh/gone\n'});
	makeKey(join(home, '.ssh/\u001B[2Jname'), '-N', '');
	const text = await keys(home, {}, false);
	assert.doesNotMatch(text, /\u001B/);
	assert.match(text, /bad .*\/gone .* web\n +There is no such file\. Correct the IdentityFile line/);
});

async function agentSays(socket: string | undefined, json: boolean): Promise<{code: number; out: string}> {
	let out = '';
	const ssh = {program: 'ssh', configFile: null, env: {SHELL: '/bin/bash', SSH_AUTH_SOCK: socket}};
	const code = await agentCommand(ssh, {json, signal}, text => {
		out += text;
	});
	return {code, out};
}

test('agent tells five states apart, and says what to do', async () => {
	assert.deepEqual(JSON.parse((await agentSays(undefined, true)).out), {
		state: 'none',
		socket: null,
		identities: [],
	});
	const none = await agentSays(undefined, false);
	assert.equal(none.code, 1);
	assert.match(none.out, /^none: SSH_AUTH_SOCK is not set\n[\s\S]*eval "\$\(ssh-agent -s\)"/);
	const gone = await agentSays('/nonexistent/agent', false);
	assert.match(gone.out, /^stale socket: the socket does not exist: \/nonexistent\/agent\n/);
	const path = join(tempDir('silent'), 's');
	const silent = createServer(() => {});
	await new Promise<void>(resolve => silent.listen(path, resolve));
	after(() => silent.close());
	assert.match((await agentSays(path, false)).out, /^does not answer: /);

	const agent = await startAgent();
	assert.deepEqual(JSON.parse((await agentSays(agent.socket, true)).out), {
		state: 'empty',
		socket: agent.socket,
		identities: [],
	});
	const file = join(tempDir('keys'), 'id');
	makeKey(file, '-N', '');
	execFileSync('ssh-add', ['-q', file], {env: agent.env});
	const {code, out} = await agentSays(agent.socket, true);
	assert.equal(code, 0);
	const [bits, fingerprint] = execFileSync('ssh-add', ['-l'], {env: agent.env, encoding: 'utf8'}).split(' ');
	assert.deepEqual(JSON.parse(out), {
		state: 'keys',
		socket: agent.socket,
		identities: [{type: 'ED25519', bits: Number(bits), fingerprint, comment: 'a comment'}],
	});
});

test('agent proposes to remove a dead socket, never a file, a directory or a socket that somebody serves', async () => {
	const directory = tempDir('no socket');
	const file = join(directory, 'config');
	writeFileSync(file, 'Host a\n');
	const dead = await startAgent();
	await dead.stop();
	for (const path of [dead.socket, '/nonexistent']) {
		const {out} = await agentSays(path, false);
		assert.ok(
			out.startsWith('stale socket: ') && out.includes(`rm -f ${path} && ssh-agent -a ${path}\n`),
			out,
		);
	}
	const served = join(directory, 's');
	const server = createServer(client => client.end());
	await new Promise<void>(resolve => server.listen(served, resolve));
	after(() => server.close());
	for (const [path, words] of [
		[file, 'it is a regular file, no socket'],
		[directory, 'it is a directory, no socket'],
		[served, 'it hangs up without an answer'],
	] as const) {
		const {code, out} = await agentSays(path, false);
		assert.equal(code, 1);
		assert.ok(out.startsWith(`no agent there: ${words}: ${path}\n`), out);
		assert.ok(!out.includes('rm -f /') && !out.includes("rm -f '/"), out);
		assert.match(out, /eval "\$\(ssh-agent -s\)"/);
	}
});

/** An account that lets in the identity of its sshd alone, and a key with a passphrase to be installed there. */
async function openInstall() {
	const account = tempDir('account');
	const authorizedKeys = join(account, '.ssh/authorized_keys');
	const sshd = await startSshd({
		sftp: `internal-sftp -d ${account}`,
		lines: [`AuthorizedKeysFile ${authorizedKeys} ${join(account, 'always')}`],
	});
	writeFileSync(join(account, 'always'), readFileSync(`${sshd.identityFile}.pub`));
	const key = join(sshd.directory, 'key');
	makeKey(key, '-N', 'secret');
	const config = sshd.writeConfig([sshd.configFor('box')]);
	const {env} = openDen();
	const args = ['dist/cli.js', '-F', config, 'key', 'install', key, 'box'];
	return {args, env, key, authorizedKeys};
}

test('key install without a terminal says that the key is installed and not proven, as JSON too', async () => {
	const {args, env, key, authorizedKeys} = await openInstall();
	const run = async (...more: string[]) => {
		const child = spawn(process.execPath, [...args, ...more], {
			env,
			detached: true,
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		let out = '';
		child.stdout.setEncoding('utf8').on('data', (text: string) => {
			out += text;
		});
		const [code] = (await once(child, 'close')) as [number | null];
		return {code, out};
	};
	const {code, out} = await run();
	assert.equal(code, 1, out);
	assert.ok(out.startsWith(`box: the key is installed in ${authorizedKeys}, but not proven.\n`), out);
	assert.equal(readFileSync(authorizedKeys, 'utf8'), readFileSync(`${key}.pub`, 'utf8'));
	const again = await run('--json');
	assert.equal(again.code, 1);
	const [report] = JSON.parse(again.out) as Record<string, unknown>[];
	assert.deepEqual(
		[report?.['host'], report?.['outcome'], report?.['isProven'], report?.['ok']],
		['box', 'present', null, false],
	);
});

test('key install says what is installed when Ctrl+C ends it at the proof', async () => {
	const {args, env, authorizedKeys} = await openInstall();
	const pty = openPty(process.execPath, args, {env, cols: 200});
	await pty.shows('box: Passphrase of the key');
	pty.write('\u0003');
	assert.equal((await pty.exited).code, 130);
	assert.ok(
		pty.output.includes(`box: the key is installed in ${authorizedKeys}, but not proven.`),
		pty.output,
	);
});

test('key generate names the key as key install finds it', async () => {
	const sshDirectory = join(tempDir('home'), '.ssh');
	const ssh = {program: 'ssh', configFile: 'none', env: openDen().env};
	for (const [file, name] of [
		['id', 'id'],
		['my key', "'my key'"],
		['-dash', join(sshDirectory, '-dash')],
		['deep/k', join(sshDirectory, 'deep/k')],
	] as const) {
		let out = '';
		const values = {file: join(sshDirectory, file), 'no-passphrase': true};
		const code = await keyCommand(
			{words: ['generate'], rest: [], values},
			{
				...{ssh, sshDirectory, demoDirectory: undefined, hasTerminal: false, signal},
				out(text) {
					out += text;
				},
				err() {},
			},
		);
		assert.equal(code, 0);
		assert.ok(out.endsWith(`\nNext: sallyport key install ${name} HOST\n`), out);
	}
});
