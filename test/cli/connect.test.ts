import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {descendantsOf} from '../helpers/processes.ts';
import {openPty} from '../helpers/pty.ts';
import {startSshd} from '../helpers/sshd.ts';
import {tempDir} from '../helpers/temp-dir.ts';
import {until} from '../helpers/wait.ts';

const program = ['--import', 'tsx', 'test/fixtures/connect.ts'];
const sshd = await startSshd();
const config = sshd.writeConfig([
	sshd.configFor('web'),
	sshd.configFor('gone', ['Port 1']),
	sshd.configFor('locked', ['BatchMode yes', 'PubkeyAuthentication no']),
]);

type Result = {code: number | null; signal: string | null; stdout: string; stderr: string};

function connect(args: readonly string[], input = '', ssh = 'ssh'): Promise<Result> {
	const child = spawn(process.execPath, [...program, ssh, config, ...args], {stdio: 'pipe'});
	const result = {stdout: '', stderr: ''};
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		result.stdout += text;
	});
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		result.stderr += text;
	});
	child.stdin.end(input);
	return new Promise(resolve => {
		child.once('close', (code, signal) => resolve({code, signal, ...result}));
	});
}

test('passes a command, its output and its exit status on', async () => {
	const result = await connect(['web', 'echo out; echo err >&2; exit 7']);
	assert.deepEqual(result, {code: 7, signal: null, stdout: 'out\n', stderr: 'err\n'});
});

test('takes its input from a pipe', async () => {
	const result = await connect(['web'], 'echo "here $((40 + 2))"\nexit 3\n');
	assert.equal(result.code, 3);
	assert.match(result.stdout, /^here 42$/m);
});

test('passes bytes unchanged both ways', async () => {
	const bytes = 'a\u0000\u001b[2J\r\n\u00ff'.repeat(50_000);
	const result = await connect(['web', 'tee /dev/stderr'], bytes);
	assert.equal(result.stdout, bytes);
	assert.equal(result.stderr, bytes);
});

test('gives 255 and the reason in plain words', async () => {
	const gone = await connect(['gone']);
	assert.equal(gone.code, 255);
	assert.match(gone.stderr, /^ssh: connect to host/m);
	assert.match(gone.stderr, /^sallyport: gone: 127\.0\.0\.1 refuses connections to port 1: .+\n$/m);
	const locked = await connect([`${sshd.user}@locked`, 'true']);
	assert.equal(locked.code, 255);
	assert.match(locked.stderr, new RegExp(`^sallyport: ${sshd.user}@locked: .+ only with a key`, 'm'));
});

test('shows a name beyond ASCII as it was typed', async () => {
	const {code, stderr} = await connect(['日本']);
	assert.equal(code, 255);
	assert.match(
		stderr,
		/^sallyport: 日本: (The name 日本 is not known|No name server could be asked for 日本)\./m,
	);
});

test('refuses a name that cannot be launched, and an ssh that is not there', async () => {
	for (const name of ['-oProxyCommand=x', 'a;touch x', 'u@a b', '', 'u@']) {
		const result = await connect([name]);
		assert.equal(result.code, 2, name);
		assert.match(result.stderr, /cannot be launched/);
	}
	const result = await connect(['web'], '', 'no-such-ssh');
	assert.equal(result.code, 1);
	assert.match(result.stderr, /There is no no-such-ssh/);
});

test('gives 128 and the number of the signal that ended ssh', async () => {
	const path = join(tempDir('ssh'), 'ssh');
	writeFileSync(path, '#!/bin/sh\n[ "$1" = -V ] && exec ssh -V\nkill -9 $$\n', {mode: 0o700});
	assert.equal((await connect(['web'], '', path)).code, 137);
});

test('passes SIGTERM on and leaves nothing behind', async () => {
	const child = spawn(process.execPath, [...program, 'ssh', config, 'web', 'echo up; sleep 60'], {
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	await new Promise(resolve => child.stdout.once('data', resolve));
	const children = descendantsOf(child.pid ?? 0);
	const ended = new Promise(resolve => child.once('exit', resolve));
	child.kill('SIGTERM');
	assert.equal(await ended, 255);
	await until(() => descendantsOf(child.pid ?? 0).length === 0 && children.length > 0);
});

test('is a shell on a terminal, where Ctrl+C belongs to the host', async () => {
	const pty = openPty(process.execPath, [...program, 'ssh', config, 'web']);
	pty.write("PS1='re''mote> '\r");
	await pty.shows('remote> ');
	// What is shown comes from the child of the shell itself, once it is there to be interrupted.
	pty.write(`sh -c 'echo run""ning; exec sleep 60'\r`);
	await pty.shows('running');
	pty.press('Ctrl+C');
	await pty.shows(/\^C\s+remote>/);
	pty.write('exit 9\r');
	assert.deepEqual(await pty.exited, {code: 9, signal: 0});
});
