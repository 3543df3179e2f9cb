import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {processInfo} from '../../../source/services/terminal/process-info.ts';
import {descendantsOf} from '../../helpers/processes.ts';
import {openPty, type Pty} from '../../helpers/pty.ts';
import {startSshd} from '../../helpers/sshd.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {until} from '../../helpers/wait.ts';

const node = process.execPath;
const dashboard = `${node} --import tsx test/fixtures/suspending-app.tsx`;
const plain = `${node} --import tsx test/fixtures/foreground.ts`;

async function openShell(): Promise<Pty> {
	const pty = openPty('bash', ['--norc', '--noprofile', '-i'], {env: {PS1: 'local$ ', HISTFILE: undefined}});
	await pty.shows('local$ ');
	return pty;
}

/** What bash shows when a job has stopped and it asks for the next command. */
const stopped = /Stopped.*local\$\s*$/s;

/** The ssh below a process that is one of its children and is there now. */
async function childOf(pid: number): Promise<number> {
	return until(() => descendantsOf(pid).at(-1));
}

for (const [name, command] of [
	['the dashboard', dashboard],
	['a plain command', plain],
	['npm and the like', `sh -c '${plain} "$@"; true' sh`],
] as const) {
	test(`~^Z stops ${name} with ssh, and fg brings both back`, async () => {
		const sshd = await startSshd();
		const config = sshd.writeConfig([sshd.configFor('web', ['SetEnv PS1=x'])]);
		const pty = await openShell();
		pty.write(`${command} ssh -F ${config} -- web\r`);
		if (command === dashboard) {
			await pty.shows('round 0');
			pty.press('Enter');
		}
		await pty.shows(/@.*[$#]/);
		pty.write(`PS1='re''mote> '\r`);
		await pty.shows('remote> ');
		for (const round of ['one', 'two']) {
			pty.write('\r~\x1a');
			await pty.shows(stopped);
			pty.write(`echo he""re ${round}\r`);
			await pty.shows(`here ${round}`);
			pty.write('fg\r');
			pty.write(`\recho the""re ${round}\r`);
			await pty.shows(`there ${round}`);
		}
		pty.write('exit 5\r');
		await pty.shows('code 5 signal null');
	});
}

test('Ctrl+Z at a password prompt stops both, and the prompt is asked again after fg', async () => {
	const sshd = await startSshd({lines: ['PasswordAuthentication yes']});
	const config = sshd.writeConfig([sshd.configFor('web', ['PreferredAuthentications password'])]);
	const pty = await openShell();
	pty.write(`${dashboard} ssh -F ${config} -- web\r`);
	await pty.shows('round 0');
	pty.press('Enter');
	await pty.shows('password: ');
	pty.press('Ctrl+Z');
	await pty.shows(stopped);
	pty.write('clear; stty -a | tr " " "\\n" | grep -x -e echo -e -echo\r');
	await pty.shows(/^echo$/m);
	pty.write('fg\r');
	await pty.shows(/fg.*password:\s*$/s);
	pty.press('Ctrl+C');
	await pty.shows('signal SIGINT');
	pty.press('q');
	await pty.shows('local$ ');
});

test('an ssh stopped where no shell could continue it goes on by itself', async () => {
	const path = join(tempDir('ssh'), 'ssh');
	writeFileSync(path, '#!/bin/sh\necho up; read -r line; echo "got $line"\n', {mode: 0o700});
	const pty = openPty(node, ['--import', 'tsx', 'test/fixtures/foreground.ts', path]);
	await pty.shows('up');
	const child = await childOf(pty.pid);
	process.kill(child, 'SIGSTOP');
	await pty.shows('it goes on.');
	await until(() => processInfo(child)?.isStopped === false);
	assert.equal(processInfo(pty.pid)?.isStopped, false);
	pty.write('words\r');
	await pty.shows('got words');
	await pty.shows('code 0');
});

test('an ssh stopped from outside gets its raw mode back', async () => {
	const path = join(tempDir('ssh'), 'ssh');
	const text =
		'#!/bin/sh\nsaved=$(stty -g); stty raw -echo; printf up; dd bs=1 count=1 2>/dev/null; stty "$saved"; echo ed\n';
	writeFileSync(path, text, {mode: 0o700});
	const pty = await openShell();
	pty.write(`${plain} ${path}\r`);
	await pty.shows('up');
	const app = descendantsOf(pty.pid).find(pid => descendantsOf(pid).length > 0) ?? 0;
	for (const child of descendantsOf(app)) {
		process.kill(child, 'SIGSTOP');
	}
	await pty.shows(stopped);
	pty.write('fg\r');
	await until(() => !processInfo(app)?.isStopped);
	await until(async () => descendantsOf(app).every(pid => !processInfo(pid)?.isStopped));
	pty.write('r');
	await pty.shows('red');
	await pty.shows('code 0');
});
