import assert from 'node:assert/strict';
import {execFileSync, spawn} from 'node:child_process';
import {appendFileSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {doctorCommand} from '../../source/cli/doctor.ts';
import {freePort} from '../helpers/free-port.ts';
import {descendantsOf} from '../helpers/processes.ts';
import {privateEnvironment} from '../helpers/program.ts';
import {openPty} from '../helpers/pty.ts';
import {startSshd} from '../helpers/sshd.ts';
import {until} from '../helpers/wait.ts';
import {startServer} from '../services/doctor/servers.ts';

const sshd = await startSshd();
const locked = join(sshd.directory, 'locked');
execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'open sesame', '-f', locked]);
appendFileSync(sshd.authorizedKeysFile, readFileSync(`${locked}.pub`));
const needsPassphrase = sshd
	.configFor('locked', [`IdentityFile ${locked}`])
	.replace(`\tIdentityFile ${sshd.identityFile}\n`, '');
const config = sshd.writeConfig([
	sshd.configFor('web'),
	sshd.configFor('gone', [`Port ${await freePort()}`]),
	sshd.configFor('silent', [`Port ${await startServer(() => {})}`]),
	sshd.configFor('behind', ['ProxyJump silent']),
	needsPassphrase,
]);

const program = ['--import', 'tsx', 'cli.tsx'];
const env = {...process.env, ...privateEnvironment(), HOME: sshd.directory};

type Result = {code: number | null; stdout: string; stderr: string};

function start(args: readonly string[]) {
	return spawn(process.execPath, [...program, '-F', config, 'doctor', ...args], {
		env,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
}

function doctor(...args: string[]): Promise<Result> {
	const child = start(args);
	const result = {stdout: '', stderr: ''};
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		result.stdout += text;
	});
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		result.stderr += text;
	});
	return new Promise(resolve => {
		child.once('close', code => resolve({code, ...result}));
	});
}

test('prints a line for each stage of a host, and exits 0', async () => {
	const {code, stdout, stderr} = await doctor('web');
	assert.deepEqual([code, stderr], [0, '']);
	const lines = stdout.trimEnd().split('\n');
	assert.equal(lines.length, 9, stdout);
	assert.ok(lines.every(line => /^ok {7}[a-z ]{20} {2,}\d+ ms$/.test(line)));
});

test('prints cause, advice and what ssh said below a stage that failed, and exits 1', async () => {
	const {code, stdout} = await doctor('gone');
	assert.equal(code, 1);
	assert.match(
		stdout,
		/^failed {3}connect +\d+ ms\n {9}127\.0\.0\.1 refuses connections.*\n {9}Check the port/m,
	);
	assert.match(stdout, /^ {9}\| ssh: connect to host/m);
	assert.match(stdout, /^skipped {2}sftp$/m);
});

test('--json prints the agreed members in order', async () => {
	const {code, stdout} = await doctor('gone', '--json');
	assert.equal(code, 1);
	const result = JSON.parse(stdout) as {host: string; ok: boolean; stages: Record<string, unknown>[]};
	assert.deepEqual(Object.keys(result), ['host', 'ok', 'stages']);
	assert.deepEqual([result.host, result.ok], ['gone', false]);
	for (const stage of result.stages) {
		assert.deepEqual(Object.keys(stage), ['stage', 'status', 'ms', 'cause', 'advice', 'raw']);
	}
	assert.equal(result.stages.find(({status}) => status === 'failed')?.['stage'], 'connect');
});

test('without a terminal nobody is asked, and that is said', async () => {
	const {code, stdout} = await doctor('locked');
	assert.equal(code, 1);
	assert.match(stdout, /^warning {2}authentication .*\n.*needs its passphrase\.\n.*Run this on a terminal/m);
});

test('on a terminal ssh itself asks for what it needs', async () => {
	const pty = openPty(process.execPath, [...program, '-F', config, 'doctor', 'locked'], {env});
	await pty.shows("Enter passphrase for key '");
	pty.write('open sesame\r');
	await pty.shows(/ok +sftp/);
	assert.deepEqual(await pty.exited, {code: 0, signal: 0});
	assert.ok(!pty.output.includes('sesame'));
});

test('Ctrl+C ends it at once and leaves nothing behind', async () => {
	const pty = openPty(process.execPath, [...program, '-F', config, 'doctor', 'silent'], {env});
	await pty.shows(/ok +connect/);
	const children = descendantsOf(pty.pid);
	pty.press('Ctrl+C');
	assert.deepEqual(await pty.exited, {code: 130, signal: 0});
	await until(() => children.length > 0 && children.every(pid => !isRunning(pid)));
});

test('a signal ends ssh on a terminal with all that it has started', async () => {
	const pty = openPty(process.execPath, [...program, '-F', config, 'doctor', 'behind'], {env});
	const children = await until(() => {
		const found = descendantsOf(pty.pid);
		return pty.output.includes('resolve') && found.length >= 2 && found;
	});
	process.kill(pty.pid, 'SIGTERM');
	assert.deepEqual(await pty.exited, {code: 143, signal: 0});
	await until(() => children.every(pid => !isRunning(pid)));
});

test('SIGTERM ends ssh with it', async () => {
	const child = start(['silent']);
	await new Promise(resolve => child.stdout.once('data', resolve));
	const children = descendantsOf(child.pid!);
	const ended = new Promise(resolve => child.once('exit', resolve));
	child.kill('SIGTERM');
	assert.equal(await ended, 143);
	await until(() => children.length > 0 && children.every(pid => !isRunning(pid)));
});

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}

async function machine(configFile: string, json: boolean) {
	const ssh = {program: 'ssh', configFile, env: {...env, XDG_RUNTIME_DIR: join(sshd.directory, 'run')}};
	let stdout = '';
	const options = {json, hasTerminal: false, sshDirectory: join(sshd.directory, 'dot-ssh')};
	const code = await doctorCommand(ssh, null, options, text => {
		stdout += text;
	});
	return {code, stdout};
}

test('without a host it looks at this machine', async () => {
	const {code, stdout} = await machine(config, false);
	assert.equal(code, 0, stdout);
	assert.match(stdout, /^ok {7}ssh +OpenSSH_\d/m);
	const {stdout: json} = await machine(config, true);
	const {host, stages} = JSON.parse(json) as {host: null; stages: {stage: string}[]};
	assert.equal(host, null);
	assert.deepEqual(
		stages.map(({stage}) => stage),
		['ssh', 'config', 'modes', 'agent', 'known_hosts', 'sockets', 'state directory', 'keeper'],
	);
});

test('a name that ssh refuses, and a second name, are usage errors', async () => {
	assert.equal((await doctor('a;b')).code, 2);
	assert.equal((await doctor('web', 'gone')).code, 2);
});

test('a config with a mistake is told with file and line', async () => {
	const file = join(sshd.directory, 'wrong');
	writeFileSync(file, 'Host web\n\tUseMagic yes\n');
	const {code, stdout} = await machine(file, false);
	assert.equal(code, 1);
	assert.match(stdout, /^failed {3}config\n/m);
	assert.ok(stdout.includes(`| ${file}:2: “usemagic” is not an option of ssh.`), stdout);
});
