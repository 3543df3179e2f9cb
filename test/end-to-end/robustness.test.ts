import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {openProgram, privateEnvironment} from '../helpers/program.ts';
import {openPty, type Pty} from '../helpers/pty.ts';
import {tempDir} from '../helpers/temp-dir.ts';
import {until} from '../helpers/wait.ts';

function configFile(text = 'Host web-1\n\tHostName 127.0.0.1\n'): string {
	const file = join(tempDir('conf'), 'config');
	writeFileSync(file, text);
	return file;
}

function assertRestored(pty: Pty): void {
	assert.equal(pty.isAlternate, false, 'the normal screen is back');
	assert.equal(pty.cursor.visible, true, 'the cursor is visible');
	assert.equal(pty.modes.bracketedPasteMode, false, 'pastes are as before');
	assert.equal(pty.modes.mouseTrackingMode, 'none');
}

for (const [signal, code] of [
	['SIGTERM', 143],
	['SIGHUP', 129],
	['SIGINT', 130],
] as const) {
	test(`${signal} restores the terminal and ends with ${code}`, async () => {
		const program = openProgram(['-F', configFile()]);
		await program.shows('1 host');
		program.kill(signal);
		assert.deepEqual(await program.exited, {code, signal: 0});
		await program.drawn();
		assertRestored(program);
	});
}

test('a terminal that goes away, and its shell after it, hang up: the demo still takes everything with it', async () => {
	const parent = tempDir('tmp');
	const program = openProgram(['--demo'], {env: {TMPDIR: parent}});
	await program.shows('11 hosts');
	let isOver = false;
	void program.exited.then(() => {
		isOver = true;
	});
	await until(() => {
		try {
			program.kill('SIGHUP');
		} catch {
			// It has ended, and we have not heard so yet.
		}
		return isOver;
	});
	assert.deepEqual(readdirSync(parent), []);
});

test('after kill -9 the shell it was started from is usable', async () => {
	const shell = openProgram(['-F', configFile()], {inShell: true});
	await shell.shows('1 host');
	const {stdout} = spawnSync('ps', ['-o', 'pid=', '--ppid', String(shell.pid)], {encoding: 'utf8'});
	process.kill(Number(stdout.trim().split('\n')[0]), 'SIGKILL');
	// Bash says so at once, be it on our screen or on its own.
	await until(() => shell.output.includes('Killed'));
	shell.write('echo usable-$((5+5))\r');
	await until(() => shell.output.includes('usable-10'));
	await until(() => !shell.isAlternate && shell.cursor.visible);
});

test('Ctrl+Z hands the terminal to the shell, fg draws the dashboard again', async () => {
	const shell = openProgram(['-F', configFile()], {inShell: true});
	await shell.shows('1 host');
	shell.press('Ctrl+Z');
	await shell.shows('Stopped');
	assertShellHasTerminal(shell);
	shell.write('echo between-$((6+6))\r');
	await shell.shows('between-12');
	shell.write('fg\r');
	await shell.shows('1 Hosts');
	shell.press('q');
	await shell.shows('between-12');
});

function assertShellHasTerminal(shell: Pty): void {
	assert.equal(shell.isAlternate, false);
	assert.equal(shell.cursor.visible, true);
}

for (const [columns, rows] of [
	[120, 40],
	[80, 24],
] as const) {
	test(`a terminal that became ${columns}×${rows} meanwhile is filled again`, async () => {
		const shell = openProgram(['-F', configFile()], {inShell: true});
		await shell.shows('1 host');
		shell.press('Ctrl+Z');
		await shell.shows('Stopped');
		shell.resize(columns, rows);
		shell.write('fg\r');
		await until(
			() => {
				const lines = shell.screen();
				const isFilled = lines[0]!.includes('1 Hosts') && lines.at(-1)!.trim() !== '';
				return shell.isAlternate && isFilled;
			},
			{otherwise: () => shell.screen().join('\n')},
		);
	});
}

test('a terminal that gets narrower shows what one that was so from the start shows', async () => {
	const hosts = Array.from({length: 20}, (_, n) => `Host h${n}\n\tUser somebody\n\tHostName 127.0.0.1\n`);
	const file = configFile(hosts.join(''));
	const fresh = openProgram(['-F', file], {cols: 60, rows: 15});
	const program = openProgram(['-F', file], {cols: 80, rows: 12});
	await fresh.shows('20 hosts');
	await program.shows('20 hosts');
	program.resize(60, 15);
	const linesOf = (pty: Pty): string =>
		pty
			.screen()
			.map(line => line.trimEnd())
			.join('\n');
	await until(() => linesOf(program) === linesOf(fresh), {otherwise: () => linesOf(program)});
});

test('rows that a terminal moves while it is resized are put right once its size rests', async () => {
	const file = configFile();
	const fresh = openProgram(['-F', file]);
	const program = openProgram(['-F', file], {rows: 24});
	await fresh.shows('1 host');
	await program.shows('1 host');
	let isMoved = false;
	program.onOutput = () => {
		if (!isMoved) {
			isMoved = true;
			queueMicrotask(() => program.feed(Buffer.from('\u001B7\u001B[8;1Ha row of the old layout\u001B8')));
		}
	};
	program.resize(100, 30);
	const textOf = (pty: Pty): string => pty.screen().join('\n');
	await until(() => isMoved && textOf(program) === textOf(fresh), {otherwise: () => textOf(program)});
});

test('Ctrl+Z again and again, the moment the screen is back, always gives the terminal to the shell', async () => {
	const shell = openProgram(['-F', configFile()], {inShell: true});
	await shell.shows('1 host');
	for (let round = 0; round < 25; round++) {
		shell.press('Ctrl+Z');
		await until(() => !shell.isAlternate);
		const [columns, rows] = round % 2 === 0 ? [120, 40] : [80, 24];
		shell.resize(columns, rows);
		shell.write('fg\r');
		await until(() => shell.isAlternate && shell.screen().at(-1)!.includes('connect'));
	}
});

for (const key of ['q', 'C-z']) {
	test(`in tmux ${key} leaves nothing of a dashboard that grew meanwhile on the screen of the shell`, async () => {
		const {LC_ALL = '', ...rest} = privateEnvironment();
		const env = {...process.env, ...rest, LC_ALL, CI: undefined, SSH_AUTH_SOCK: undefined};
		const socket = join(tempDir('tmux'), 's');
		const tmux = (...args: string[]): string =>
			execFileSync('tmux', ['-S', socket, '-f', '/dev/null', ...args], {encoding: 'utf8', env});
		const screen = (): string => tmux('capture-pane', '-p');
		tmux('new-session', '-d', '-x', '100', '-y', '30', 'bash --norc');
		after(() => tmux('kill-server'));
		tmux('send-keys', `seq 1 5; '${process.execPath}' dist/cli.js -F '${configFile()}'`, 'Enter');
		await until(() => screen().includes('addressfamily'));
		tmux('resize-window', '-x', '120', '-y', '40');
		await until(() => screen().split('\n')[39]?.includes('connect'));
		tmux('send-keys', key);
		await until(() => tmux('display', '-p', '#{alternate_on}').trim() === '0');
		assert.doesNotMatch(tmux('capture-pane', '-p', '-S', '-'), /host|agent|·|━|─/i);
	});
}

test('SIGTSTP and SIGCONT from outside do the same', async () => {
	const shell = openProgram(['-F', configFile()], {inShell: true});
	await shell.shows('1 host');
	const {stdout} = spawnSync('ps', ['-o', 'pid=', '--ppid', String(shell.pid)], {encoding: 'utf8'});
	process.kill(Number(stdout.trim().split('\n')[0]), 'SIGTSTP');
	await shell.shows('Stopped');
	assertShellHasTerminal(shell);
	shell.write('fg\r');
	await shell.shows('1 Hosts');
});

test('a component that fails restores the terminal, prints why, and leaves a trace in the log', async () => {
	const env = privateEnvironment();
	const args = ['--import', 'tsx', 'test/fixtures/crashing-dashboard.ts', configFile()];
	const program = openPty(process.execPath, args, {cols: 100, rows: 30, env});
	await program.exited;
	await program.shows('crashed: injected into a component');
	assertRestored(program);
	const log = join(env['XDG_STATE_HOME'] ?? '', 'sallyport', 'sallyport.log');
	assert.match(readFileSync(log, 'utf8'), /The program failed[\s\S]*injected into a component/);
	assert.equal(statSync(log).mode & 0o777, 0o600);
});

test('what a terminal says by itself is no key, also when it comes in pieces', async () => {
	const program = openProgram(['-F', configFile()]);
	await program.shows('1 host');
	for (const said of [
		'\u001B]11;rgb:1e1e/1e1e/2e2e\u0007',
		'\u001B]ld\u001B\\',
		'\u001BP>|tmux 3.3a\u001B\\',
		'\u001B_Gi=31;OK\u001B\\',
		'\u001B[M !!',
		'\u001B]11;rgb:1e1e',
		'/1e1e/2e2e\u001B\\',
	]) {
		program.write(said);
	}
	program.press('?');
	await program.shows('1–');
	const [before = ''] = program.output.split(' Help ');
	assert.doesNotMatch(before, /Command|Remove|does nothing here/);
});

test('keys that come in one piece with the one that opens a picker are the picker’s', async () => {
	const program = openProgram(['-F', configFile('Host b\nHost a\n')]);
	await program.shows('2 hosts');
	program.write('sj\r');
	await program.shows('2 hosts, by name');
	program.press('q');
	assert.equal((await program.exited).code, 0);
});

test('a terminal that does not know its size is taken for the usual one', async () => {
	const program = openProgram(['-F', configFile()], {inShell: true});
	await program.shows('1 host');
	program.press('q');
	await program.showsNot('1 Hosts');
	program.write(`stty cols 0 rows 0; '${process.execPath}' dist/cli.js -F '${configFile()}'\r`);
	await program.shows('4 Forwards');
	program.press('q');
});

test('what is no terminal gets the usage on stderr, exit 2, and no escape codes', () => {
	const run = spawnSync(process.execPath, ['dist/cli.js', '-F', configFile()], {encoding: 'utf8'});
	assert.equal(run.status, 2);
	assert.equal(run.stdout, '');
	assert.match(run.stderr, /Usage: sallyport/);
	assert.doesNotMatch(run.stderr, /\u001B/);
});

test('TERM=dumb gets one clear line and exit 2', async () => {
	const program = openProgram(['-F', configFile()], {env: {TERM: 'dumb'}});
	assert.equal((await program.exited).code, 2);
	assert.match(program.output, /^sallyport: this terminal \(TERM=dumb\)[^\n]*\r\n$/);
});

test('an unknown option is a usage error with the next step', () => {
	const run = spawnSync(process.execPath, ['dist/cli.js', '--nonsense'], {encoding: 'utf8'});
	assert.equal(run.status, 2);
	assert.match(run.stderr, /--nonsense.*--help/s);
});

test('a missing HOME is no obstacle', async () => {
	const program = openProgram(['-F', configFile()], {env: {HOME: undefined}});
	await program.shows('1 host');
	program.press('q');
	assert.equal((await program.exited).code, 0);
});

test('a state directory that cannot be made costs the memory, not the program', async () => {
	const file = join(tempDir('state'), 'file');
	writeFileSync(file, '');
	const program = openProgram(['-F', configFile()], {env: {XDG_STATE_HOME: file}});
	await program.shows('1 host');
	program.press('*');
	await program.shows('for this run only');
	await program.shows(/^\*. web-1/m);
	program.press('q');
	assert.equal((await program.exited).code, 0);
});

test('a damaged history is set aside and said, and the files are private', async () => {
	const state = tempDir('state');
	const directory = join(state, 'sallyport');
	mkdirSync(directory);
	chmodSync(directory, 0o700);
	writeFileSync(join(directory, 'history.json'), '{"hosts": ');
	const program = openProgram(['-F', configFile()], {env: {XDG_STATE_HOME: state}});
	await program.shows('was damaged');
	program.press('*');
	await program.shows(/^\*. web-1/m);
	program.press('q');
	await program.exited;
	assert.ok(existsSync(join(directory, 'history.json.damaged')));
	assert.equal(statSync(join(directory, 'history.json')).mode & 0o777, 0o600);
	assert.deepEqual(JSON.parse(readFileSync(join(directory, 'history.json'), 'utf8')).pins, ['web-1']);
});

test('a hostile config lists every sound host, keeps the screen whole and runs nothing', async () => {
	const directory = tempDir('hostile');
	const trap = join(directory, 'ran');
	const fifo = join(directory, 'fifo');
	spawnSync('mkfifo', [fifo]);
	const file = join(directory, 'config');
	writeFileSync(
		file,
		[
			`Include ${file}`,
			`Include ${fifo}`,
			`Host -oProxyCommand=touch${trap} a;touch\tsound-1`,
			'Host "evil\u001B[2J\u001B]0;pwn\u0007" \u202Egnp',
			'Host "unclosed',
			'Port',
			`Match exec "touch ${trap}"`,
			'\tUser nobody',
			`Match host sound-2 exec "touch ${trap}"`,
			'\tUser nobody',
			'Host sound-2',
			'\tHostName 192.0.2.2',
		].join('\n'),
	);
	const program = openProgram(['-F', file]);
	await program.shows('sound-1');
	await program.shows('sound-2');
	for (let press = 0; press < 8; press++) {
		program.press('Down');
	}
	await program.shows('The Match exec line');
	assert.match(program.screen().at(-1) ?? '', /Enter connect/);
	assert.doesNotMatch(program.output, /\u001B\]0;pwn/);
	program.press('q');
	await program.exited;
	assert.equal(existsSync(trap), false);
});
