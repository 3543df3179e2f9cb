import assert from 'node:assert/strict';
import {test} from 'node:test';
import {isAlive} from './processes.ts';
import {openPty} from './pty.ts';
import {until} from './wait.ts';

test('shows what a program draws, in which colours, and where the cursor is', async () => {
	const pty = openPty('sh', ['-c', String.raw`printf '\033[1;31mred\033[0m plain\033[?25l'; read x`]);
	await pty.shows('red plain');
	assert.equal(pty.screen().length, 24);
	assert.equal(pty.screen()[0], 'red plain');
	assert.deepEqual(pty.cursor, {row: 0, column: 9, visible: false});
	const {fg, bold} = pty.cellAt(0, 0);
	assert.deepEqual({fg, bold}, {fg: 1, bold: true});
	assert.equal(pty.cellAt(0, 4).fg, null);
});

test('knows the alternate screen and the modes a program has switched on', async () => {
	const pty = openPty('sh', [
		'-c',
		String.raw`printf '\033[?1049h\033[?1000h\033[?2004hin'; read x; printf '\033[?1049lout'; read x`,
	]);
	await pty.shows('in');
	assert.ok(pty.isAlternate);
	assert.equal(pty.modes.mouseTrackingMode, 'vt200');
	assert.ok(pty.modes.bracketedPasteMode);
	pty.press('Enter');
	await pty.shows('out');
	assert.ok(!pty.isAlternate);
});

test('presses keys as a terminal sends them', async () => {
	const pty = openPty('sh', ['-c', 'stty raw -echo; echo ready; head -c 13 | od -An -tx1']);
	await pty.shows('ready');
	pty.press('j', 'Ctrl+C', 'Esc', 'Tab', 'Down', 'F5', 'é');
	await pty.shows('6a 03 1b 09 1b 5b 42 1b 5b 31 35 7e c3');
	assert.throws(() => pty.press('Downn'), /No terminal key/);
});

test('resizes the program and the screen', async () => {
	const pty = openPty('sh', ['-c', 'trap "stty size" WINCH; stty size; while :; do read x; done'], {
		cols: 90,
		rows: 30,
	});
	await pty.shows('30 90');
	pty.resize(60, 20);
	await pty.shows('20 60');
	assert.equal(pty.screen().length, 20);
});

test('says how the program ended, and fails with the screen when a text cannot come any more', async () => {
	const pty = openPty('sh', ['-c', 'echo last words; exit 3']);
	assert.deepEqual(await pty.exited, {code: 3, signal: 0});
	await pty.shows('last words');
	await assert.rejects(pty.shows('more'), /never show more: the program ended with code 3[\s\S]*last words/);
});

test('hides CI from the program and takes variables from the test', async () => {
	const pty = openPty('sh', ['-c', 'echo "[$CI|$TERM|$OWN]"; read x'], {env: {OWN: 'yes'}});
	await pty.shows('[|xterm-256color|yes]');
});

test('ends what the program started, too', async () => {
	const pty = openPty('sh', ['-c', 'setsid sleep 1000 & echo pid=$!.; wait']);
	await pty.shows(/pid=\d+\./);
	const child = Number(/pid=(\d+)/.exec(pty.output)?.[1]);
	assert.ok(isAlive(child));
	await pty.end();
	await until(() => !isAlive(child) && !isAlive(pty.pid));
});
