import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {test} from 'node:test';
import {promisify} from 'node:util';
import {openPty} from './pty.ts';
import {startSshd} from './sshd.ts';

const run = promisify(execFile);

test('lets a host of its config in, without a question and without the files of the user', async () => {
	const sshd = await startSshd();
	const config = sshd.writeConfig([sshd.configFor('box', ['LogLevel DEBUG1'])]);
	const {stdout, stderr} = await run('ssh', ['-F', config, '-o', 'BatchMode=yes', '--', 'box', 'echo here']);
	assert.equal(stdout, 'here\n');
	assert.doesNotMatch(stderr, /\.ssh\//);
	assert.match(sshd.log(), /Accepted publickey for/);
});

test('runs several at once, one behind the other, with their own host keys and lines', async () => {
	const gate = await startSshd();
	const inner = await startSshd({hostKeyTypes: ['ecdsa', 'rsa'], lines: ['SetEnv WHO=inner']});
	assert.notEqual(gate.port, inner.port);
	const config = gate.writeConfig([gate.configFor('gate'), inner.configFor('inner', ['ProxyJump gate'])]);
	const {stdout} = await run('ssh', ['-F', config, '-o', 'BatchMode=yes', '--', 'inner', 'echo $WHO']);
	assert.equal(stdout, 'inner\n');
});

test('ends the sessions it carries when it stops', async () => {
	const sshd = await startSshd();
	const config = sshd.writeConfig([sshd.configFor('box')]);
	const pty = openPty('ssh', ['-F', config, '--', 'box', 'echo inside; read x']);
	await pty.shows('inside');
	await sshd.stop();
	assert.equal((await pty.exited).code, 255);
	await assert.rejects(run('ssh', ['-F', config, '--', 'box', 'true']), /Connection refused/);
});
