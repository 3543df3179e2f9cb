import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {descendantsOf, isAlive} from '../../helpers/processes.ts';
import {openPty, type Pty} from '../../helpers/pty.ts';
import {startSshd} from '../../helpers/sshd.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {until} from '../../helpers/wait.ts';

const app = ['--import', 'tsx', 'test/fixtures/suspending-app.tsx'];

function script(text: string): string {
	const path = join(tempDir('ssh'), 'ssh');
	writeFileSync(path, `#!/bin/sh\n${text}\n`, {mode: 0o700});
	return path;
}

async function openDashboard(program: string, ...args: string[]): Promise<Pty> {
	const pty = openPty(process.execPath, [...app, program, ...args]);
	await pty.shows('round 0');
	return pty;
}

/** Presses Enter and waits for the moment in which the screen is handed over. */
async function enter(pty: Pty): Promise<void> {
	const before = pty.output.length;
	pty.press('Enter');
	await until(() => pty.output.slice(before).includes('\x1b[?1049l'));
}

/** What a program prints that gathers 201 bytes in raw mode. */
const counter = `saved=$(stty -g)
stty raw -echo
printf READY
n=$(dd bs=1 count=201 2>/dev/null | wc -c)
stty "$saved"
echo "$n bytes" >&2`;

async function typeBlind(pty: Pty): Promise<void> {
	for (let index = 0; index < 201; index++) {
		pty.write(String.fromCharCode(97 + (index % 26)));
		await new Promise(resolve => setImmediate(resolve));
	}
}

test('201 bytes typed blind arrive as 201, three times in a row', async () => {
	const pty = await openDashboard(script(counter));
	for (let round = 1; round <= 3; round++) {
		await enter(pty);
		await pty.shows('READY');
		await typeBlind(pty);
		await pty.shows(`round ${round}`);
		await pty.shows('201 bytes');
		await pty.shows('keys []');
	}
});

test('bytes typed before the program is ready arrive too', async () => {
	const pty = await openDashboard(script(`sleep 0.3\n${counter}`));
	for (let round = 1; round <= 3; round++) {
		await enter(pty);
		await typeBlind(pty);
		await pty.shows(`round ${round}`);
		await pty.shows('201 bytes');
		await pty.shows('keys []');
	}
});

test('keys reach the dashboard again afterwards', async () => {
	const pty = await openDashboard(script('exit 3'));
	pty.press('Enter');
	await pty.shows('code 3');
	pty.press('x', 'y');
	await pty.shows('keys [xy]');
	pty.press('q');
	assert.equal((await pty.exited).code, 0);
	assert.equal(pty.isAlternate, false);
});

test('shows stderr as it comes and keeps it', async () => {
	const pty = await openDashboard(
		script(`echo first words >&2; read -r line; echo "last words" >&2; exit 255`),
	);
	pty.press('Enter');
	await pty.shows('first words');
	pty.press('Enter');
	await pty.shows('round 1');
	await pty.shows('code 255 signal null');
	await pty.shows(String.raw`first words\nlast words\n`);
});

test('does not wait for what ssh leaves in the background', async () => {
	const pty = await openDashboard(script('(trap "" HUP; sleep 30) & echo gone >&2'));
	pty.press('Enter');
	await pty.shows('code 0');
	await pty.shows('gone');
});

test('resets the modes of a program that died, and draws the frame in its place', async () => {
	const modes = String.raw`\033[?1049h\033[?1000h\033[?1003h\033[?1006h\033[?1004h\033[?2004h\033[?1h\033=\033[?25l\033[4h\033[?7l\033[5;10r\033[?6h\033(0\033[31;1m`;
	const pty = await openDashboard(
		script(`printf '${modes}'; printf 'half a line'; stty raw -echo; kill -9 $$`),
	);
	pty.press('Enter');
	await pty.shows('signal SIGKILL');
	assert.deepEqual(pty.screen().slice(0, 2), ['TOP 80x24', 'round 1']);
	assert.equal(pty.screen().at(-1), 'BOTTOM');
	const {
		mouseTrackingMode,
		sendFocusMode,
		insertMode,
		originMode,
		wraparoundMode,
		bracketedPasteMode,
		...rest
	} = pty.modes;
	assert.deepEqual(
		{mouseTrackingMode, sendFocusMode, insertMode, wraparoundMode, bracketedPasteMode},
		{
			mouseTrackingMode: 'none',
			sendFocusMode: false,
			insertMode: false,
			wraparoundMode: true,
			bracketedPasteMode: false,
		},
	);
	assert.equal(rest.applicationCursorKeysMode, false);
	assert.equal(rest.applicationKeypadMode, false);
});

test('a killed ssh leaves no raw mode to the next one, nor to the shell', async () => {
	const killed = script('stty -a | grep -c -e " icanon" >&2; stty raw -echo; kill -9 $$');
	const pty = openPty('bash', ['--norc', '--noprofile', '-i'], {env: {PS1: '$ '}});
	await pty.shows('$ ');
	pty.write(`stty -g; ${process.execPath} ${app.join(' ')} ${killed}; stty -g; echo ba""ck again\r`);
	await pty.shows('round 0');
	for (const round of [1, 2]) {
		pty.press('Enter');
		await pty.shows(`round ${round}`);
		await pty.shows(String.raw`signal SIGKILL stderr "1\n"`);
	}
	pty.press('q');
	await pty.shows('back again');
	const [before, afterwards, ...more] = pty.output.match(/[\da-f]+(:[\da-f]+){5,}/gm) ?? [];
	assert.equal(before, afterwards);
	assert.deepEqual(more, []);
});

test('the size is right after a resize inside', async () => {
	const pty = await openDashboard(script('echo up; read -r line'));
	pty.press('Enter');
	await pty.shows('up');
	pty.resize(50, 12);
	pty.press('Enter');
	await pty.shows('TOP 50x12');
	assert.equal(pty.screen()[0], 'TOP 50x12');
	assert.equal(pty.screen().at(-1), 'BOTTOM');
});

test('Ctrl+C ends an ssh that waits for a silent server, and nothing else', async () => {
	const server = createServer(() => {}).listen(0, '127.0.0.1');
	after(() => server.close());
	await new Promise(resolve => server.once('listening', resolve));
	const {port} = server.address() as {port: number};
	const pty = await openDashboard('ssh', '-F', 'none', '-p', String(port), '--', '127.0.0.1');
	const connected = new Promise<void>(resolve =>
		server.once('connection', socket => resolve(void socket.on('error', () => {}))),
	);
	pty.press('Enter');
	await connected;
	pty.press('Ctrl+C');
	await pty.shows('signal SIGINT');
	pty.press('q');
	assert.equal((await pty.exited).code, 0);
});

test('says so when there is no ssh', async () => {
	const pty = await openDashboard('/nowhere/ssh');
	pty.press('Enter');
	await pty.shows('Failure: There is no /nowhere/ssh on this machine.');
});

test('ends ssh when the dashboard is told to end', async () => {
	const pty = await openDashboard(script('trap "" TERM; echo up; while :; do sleep 0.1; done'));
	pty.press('Enter');
	await pty.shows('up');
	const children = descendantsOf(pty.pid);
	pty.kill('SIGTERM');
	await pty.shows('signal SIGKILL');
	await until(() => !children.slice(0, 1).some(isAlive));
});

test('a shell on a real server and back', async () => {
	const sshd = await startSshd();
	const config = sshd.writeConfig([sshd.configFor('web')]);
	const pty = await openDashboard('ssh', '-F', config, '--', 'web');
	await enter(pty);
	pty.write('PS1="re""mote$ "; stty size\r');
	await pty.shows('remote$ ');
	await pty.shows('24 80');
	pty.resize(70, 20);
	pty.write('stty size\r');
	await pty.shows('20 70');
	pty.write('sleep 60\r');
	await pty.shows('sleep 60');
	pty.press('Ctrl+C');
	await pty.shows(/\^C\s+remote\$/);
	pty.write('exit 7\r');
	await pty.shows('code 7 signal null');
	await pty.shows('TOP 70x20');
	await pty.shows('keys []');
});
