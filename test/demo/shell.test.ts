import assert from 'node:assert/strict';
import {test} from 'node:test';
import {openPty, type Pty} from '../helpers/pty.ts';
import {openDemo} from './demo-run.ts';

const {demo} = await openDemo();

async function login(host: string, args: string[] = [], size = {cols: 80, rows: 24}): Promise<Pty> {
	const pty = openPty('ssh', ['-F', demo.configFile, host, ...args], {env: demo.env, ...size});
	if (args.length === 0) {
		await pty.shows(/:~\$ ?$/m);
	}
	return pty;
}

test('greets, runs commands and ends with the status of exit', async () => {
	const pty = await login('web-1');
	await pty.shows('web-1: a demo host of Sallyport');
	pty.write('ls /etc\r');
	await pty.shows(/^motd +web$/m);
	pty.write('exit 9\r');
	assert.equal((await pty.exited).code, 9);
});

test('Ctrl+D on an empty line leaves', async () => {
	const pty = await login('web-1');
	pty.write('true\r\u0004');
	assert.equal((await pty.exited).code, 0);
});

test('Ctrl+C gives a new prompt, and ends a sleep', async () => {
	const pty = await login('web-1');
	pty.write('not wanted\u0003');
	await pty.shows(/not wanted\^C\n.*:~\$ ?$/m);
	pty.write('sleep 1000\r');
	await pty.shows(/sleep 1000\n$/m);
	pty.write('\u0003');
	await pty.shows(/\^C\n.*:~\$ ?$/m);
	pty.write('echo status $?\r');
	await pty.shows('status 130');
});

test('lines are edited, recalled and completed', async () => {
	const pty = await login('files');
	pty.write('ecXo 日本語');
	pty.press('Home', 'Right', 'Right', 'Delete');
	pty.write('h\r');
	await pty.shows(/^日本語$/m);
	pty.press('Up');
	await pty.shows(/\$ echo 日本語$/m);
	pty.write('\u0015cat re\t\r');
	await pty.shows('Copy things in and out');
	pty.write('cd pi\t202\t\t');
	await pty.shows('2025/  2026/');
	pty.write('5\r');
	await pty.shows(/~\/pictures\/2025\$ ?$/m);
});

test('pasted lines are run one after the other, also while one is running', async () => {
	const pty = await login('web-1');
	pty.write('sleep 0.2\recho first\recho second\rcat\rthis is typed\r\u0004echo third\r');
	await pty.shows(/first\n.*echo second\nsecond\n.*cat\nthis is typed\nthis is typed\n\n.*echo third\nthird/);
});

test('output without a line end is not overwritten by the prompt', async () => {
	const pty = await login('web-1');
	pty.write('echo -n unfinished\r');
	await pty.shows(/^unfinished\n.*:~\$ ?$/m);
});

test('the size of the terminal is followed', async () => {
	const pty = await login('web-1', [], {cols: 70, rows: 20});
	pty.write('echo $COLUMNS x $LINES\r');
	await pty.shows('70 x 20');
	pty.resize(100, 30);
	pty.write('\u000Cecho $COLUMNS x $LINES\r');
	await pty.shows('100 x 30');
});

test('a long line wraps and can be taken back', async () => {
	const pty = await login('web-1', [], {cols: 40, rows: 12});
	pty.write(`echo ${'abcdefghij'.repeat(6)}`);
	await pty.shows(/jabc\w*\n/);
	pty.write('\u0017ok\r');
	await pty.shows(/^ok$/m);
});

test('clear and Ctrl+L leave the prompt on the first row', async () => {
	const pty = await login('web-1');
	pty.write('clear\r');
	await pty.showsNot('a demo host');
	assert.match(pty.screen()[0]!, /:~\$ ?$/);
	pty.write('echo x\r\u000C');
	await pty.showsNot('echo x');
	assert.match(pty.screen()[0]!, /:~\$ ?$/);
});

test('a command with a terminal gets one', async () => {
	const pty = openPty('ssh', ['-F', demo.configFile, '-t', 'web-1', 'echo ready; cat; exit 4'], {
		env: demo.env,
	});
	await pty.shows('ready');
	pty.write('hello\r\u0004');
	await pty.shows('hello\nhello');
	assert.equal((await pty.exited).code, 4);
});

test('crash drops the connection', async () => {
	const pty = await login('web-1');
	pty.write('crash\r');
	assert.equal((await pty.exited).code, 255);
});

test('help lists the commands', async () => {
	const pty = await login('web-1', [], {cols: 100, rows: 50});
	pty.write('help\r');
	await pty.shows('cut the connection, as a host does that reboots');
});
