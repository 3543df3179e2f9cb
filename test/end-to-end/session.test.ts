import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {openProgram} from '../helpers/program.ts';
import type {Pty} from '../helpers/pty.ts';
import {startSshd} from '../helpers/sshd.ts';
import {tempDir} from '../helpers/temp-dir.ts';
import {until} from '../helpers/wait.ts';

/** Presses Enter and waits until the terminal is ssh's: the program on the far side runs much later. */
async function enter(terminal: Pty): Promise<void> {
	terminal.press('Enter');
	await until(() => !terminal.isAlternate);
}

test('Enter opens a shell on the host, exit comes back, and the state of the session shows', async () => {
	const sshd = await startSshd();
	const config = sshd.writeConfig([sshd.configFor('web-1'), sshd.configFor('web-2')]);
	const program = openProgram(['-F', config]);
	await program.shows('2 hosts');
	program.press('Down', 'Enter');
	await program.showsNot('2 hosts');
	program.write('echo $((40+2))-is-the-answer\r');
	await program.shows('42-is-the-answer');
	assert.equal(program.isAlternate, false);
	program.write('exit 3\r');
	await program.shows('exit 3');
	await program.shows(/✓ web-2 .*ok/);
	assert.equal(program.isAlternate, true);
	program.press('q');
	assert.deepEqual(await program.exited, {code: 0, signal: 0});
	assert.equal(program.isAlternate, false);
	assert.equal(program.cursor.visible, true);
});

test('the same through a jump host', async () => {
	const [bastion, inner] = await Promise.all([startSshd(), startSshd()]);
	const config = inner.writeConfig([
		bastion.configFor('bastion'),
		inner.configFor('db-1', ['ProxyJump bastion']),
	]);
	const program = openProgram(['-F', config, 'db']);
	await program.shows('this machine → bastion → db-1');
	await enter(program);
	program.write('echo reached-$((1+1))\r');
	await program.shows('reached-2');
	program.write('exit\r');
	await program.shows(/✓ db-1/);
	assert.match(bastion.log(), /Accepted publickey/);
});

test('201 bytes typed blind at a raw-mode program arrive as 201, three times in a row', async () => {
	const counter = join(tempDir('count'), 'count.cjs');
	writeFileSync(
		counter,
		`let n = 0;
process.stdin.setRawMode(true);
process.stdin.on('data', data => {
	n += data.length;
	if (data.includes(0x21)) {
		process.stdout.write('counted ' + n + ' bytes\\r\\n', () => setTimeout(() => process.exit(0), 300));
	}
});`,
	);
	const sshd = await startSshd();
	const remote = `RemoteCommand ${process.execPath} ${counter}`;
	const config = sshd.writeConfig([sshd.configFor('raw', ['RequestTTY yes', remote])]);
	const program = openProgram(['-F', config]);
	await program.shows('1 host');
	await program.shows('Set in the config');
	for (let round = 1; round <= 3; round++) {
		await enter(program);
		program.write('d'.repeat(100));
		program.write('\u001B[B');
		program.write('q'.repeat(97));
		program.write('!');
		await program.shows('counted 201 bytes');
		await program.shows('1 Hosts');
		assert.equal((program.output.match(/counted 201 bytes/g) ?? []).length, round);
	}
	program.press('q');
	assert.equal((await program.exited).code, 0);
});

test('what is typed in one piece with the Enter reaches the host as well', async () => {
	const sshd = await startSshd();
	const config = sshd.writeConfig([sshd.configFor('web-1'), sshd.configFor('web-2')]);
	const program = openProgram(['-F', config]);
	await program.shows('2 hosts');
	await program.shows('Set in the config');
	for (const round of [1, 2, 3]) {
		program.write(`/web-${1 + (round % 2)}\recho in-one-piece-$((${round}*111)); exit\r`);
		await until(() => program.output.includes(`in-one-piece-${round * 111}`));
		await until(() => program.isAlternate);
		await program.shows('session ended');
	}
	program.press('q');
	assert.equal((await program.exited).code, 0);
});

test('a failed connection is explained, with the words of ssh, and marked in the list', async () => {
	const sshd = await startSshd();
	const config = sshd.writeConfig([sshd.configFor('gone')]);
	await sshd.stop();
	const program = openProgram(['-F', config]);
	await program.shows('1 host');
	program.press('Enter');
	await program.shows('What ssh said');
	await program.shows('Connection refused');
	program.press('Esc');
	await program.showsNot('What ssh said');
	await program.shows(/✗ gone .*failed/);
	program.press('q');
	await program.exited;
});

test('a question of ssh that is cancelled keeps its line when the next connection begins', async () => {
	const sshd = await startSshd();
	writeFileSync(sshd.knownHostsFile, '');
	const program = openProgram(['-F', sshd.writeConfig([sshd.configFor('box')])]);
	await program.shows('1 host');
	for (const times of [1, 2]) {
		program.press('Enter');
		await until(() => program.output.split('[fingerprint])? ').length === times + 1);
		program.press('Ctrl+C');
		await program.shows('1 host');
	}
	program.press('Esc', 'q');
	await program.exited;
	const lines = program.screen().filter(line => /Connecting to|\[fingerprint\]/.test(line));
	assert.deepEqual(
		lines.map(
			line => /^Connecting to box \(Ctrl\+C gives up\) …$/.test(line.trimEnd()) || /^Are you sure/.test(line),
		),
		[true, true, true, true],
		program.screen().join('\n'),
	);
});

test('~^Z in the shell freezes nothing: the job stops as a whole, and fg brings the shell back', async () => {
	const sshd = await startSshd();
	const config = sshd.writeConfig([sshd.configFor('web-1')]);
	const shell = openProgram(['-F', config], {inShell: true});
	await shell.shows('1 host');
	await enter(shell);
	shell.write('echo in-$((2+3))\r');
	await shell.shows('in-5');
	shell.write('\r~\u001A');
	await shell.shows('Stopped');
	shell.write('echo local-$((3+4))\r');
	await shell.shows('local-7');
	shell.write('fg\r');
	shell.write('\recho again-$((4+5))\r');
	await shell.shows('again-9');
	shell.write('exit\r');
	await shell.shows('1 Hosts');
	shell.press('q');
	await shell.showsNot('1 Hosts');
});

test('a resize inside the session reaches the shell, and the dashboard has the new size afterwards', async () => {
	const sshd = await startSshd();
	const config = sshd.writeConfig([sshd.configFor('web-1')]);
	const program = openProgram(['-F', config], {cols: 80, rows: 24});
	await program.shows('1 host');
	await enter(program);
	program.write('echo up-$((1+1))\r');
	await program.shows('up-2');
	program.resize(120, 40);
	program.write('echo size: $(stty size)\r');
	await program.shows('size: 40 120');
	program.write('exit\r');
	await program.shows('2 Details');
	assert.match(program.screen().at(-1) ?? '', /Enter connect/);
	program.press('q');
	await program.exited;
});
