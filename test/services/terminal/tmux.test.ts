import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {Refusal} from '../../../source/core/errors.ts';
import {copyText} from '../../../source/services/terminal/clipboard.ts';
import {openInTmux} from '../../../source/services/terminal/tmux.ts';
import {openPty, type Pty} from '../../helpers/pty.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {until} from '../../helpers/wait.ts';

type Tmux = {
	readonly pty: Pty;
	readonly env: NodeJS.ProcessEnv;
	readonly run: (...args: string[]) => string;
	readonly directory: string;
};

/** A tmux of its own with somebody at it, and the environment of a program inside. */
async function openTmux(): Promise<Tmux> {
	const directory = tempDir('tmux');
	const socket = join(directory, 's');
	const {TMUX, SSH_AUTH_SOCK, ...outside} = process.env;
	const run = (...args: string[]): string =>
		execFileSync('tmux', ['-S', socket, ...args], {encoding: 'utf8', env: outside});
	const pty = openPty('tmux', ['-S', socket, '-f', '/dev/null', 'new-session', '-s', 'main', 'sh'], {
		cols: 100,
	});
	after(() => run('kill-server'));
	await pty.shows('[main]');
	const pid = run('display', '-p', '#{pid}').trim();
	return {pty, run, directory, env: {...outside, TMUX: `${socket},${pid},0`}};
}

function fakeSsh(directory: string, end: string): string {
	const path = join(directory, 'ssh');
	const text = `#!/bin/sh\nprintf '%s\\n' "$@" > ${directory}/args\necho "$SSH_AUTH_SOCK" > ${directory}/agent\n${end}\n`;
	writeFileSync(path, text, {mode: 0o700});
	return path;
}

test('opens ssh in a window of its own, with its arguments as they are', async () => {
	const {pty, env, run, directory} = await openTmux();
	const program = fakeSsh(directory, 'echo inside; read -r line');
	const args = ['--', 'h', 'a b', '$HOME', ';', "it's;", '#{pid}', '#(touch pwned)', ''];
	const title = `#(touch ${directory}/pwned)#H \u001b[2Jweb`;
	await openInTmux({program, configFile: 'my config', env: {...env, SSH_AUTH_SOCK: '/a/s'}}, args, title);
	await pty.shows('inside');
	assert.equal(readFileSync(join(directory, 'args'), 'utf8'), ['-F', 'my config', ...args, ''].join('\n'));
	assert.equal(readFileSync(join(directory, 'agent'), 'utf8'), '/a/s\n');
	assert.match(run('list-windows', '-F', '#{window_name}'), /^#\(touch .+$/m);
	assert.equal(run('display', '-p', '#{pane_current_path}').trim(), process.cwd());
	assert.ok(!existsSync(join(directory, 'pwned')));
	pty.press('Enter');
	await until(() => run('list-windows').trim().split('\n').length === 1);
});

test('keeps the words of a failed ssh until Enter', async () => {
	const {pty, env, run, directory} = await openTmux();
	const program = fakeSsh(directory, 'echo "no way" >&2; exit 255');
	await openInTmux({program, configFile: null, env}, ['--', 'web'], 'web');
	await pty.shows('no way');
	await pty.shows('Enter closes this window');
	assert.match(run('list-windows', '-F', '#{window_name}'), /^web$/m);
	pty.press('Enter');
	await until(() => run('list-windows').trim().split('\n').length === 1);
});

test('says so outside tmux, and when tmux is gone', async () => {
	const {TMUX, ...env} = process.env;
	await assert.rejects(openInTmux({program: 'ssh', configFile: null, env}, ['--', 'h'], 'h'), Refusal);
	const gone = {...env, TMUX: `${tempDir()}/s,1,0`};
	await assert.rejects(
		openInTmux({program: 'ssh', configFile: null, env: gone}, ['--', 'h'], 'h'),
		/tmux opens no window/,
	);
});

test('a copied text reaches the terminal through tmux', async () => {
	const {pty, env} = await openTmux();
	await copyText('ssh web-1', env, () => assert.fail('tmux would ignore it'));
	const payload = Buffer.from('ssh web-1').toString('base64');
	await until(() => pty.output.includes(`\x1b]52;`) && pty.output.includes(payload));
});

test('a copied text goes straight to the terminal without tmux, or when tmux is gone', async () => {
	const {TMUX, ...env} = process.env;
	for (const surroundings of [env, {...env, TMUX: `${tempDir()}/s,1,0`}]) {
		const written: string[] = [];
		await copyText('日本', surroundings, sequence => written.push(sequence));
		assert.deepEqual(written, ['\x1b]52;c;5pel5pys\x07']);
	}
	await assert.rejects(
		copyText('x'.repeat(74_995), env, () => {}),
		Refusal,
	);
});
