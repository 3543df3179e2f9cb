import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {test} from 'node:test';
import {tempDir} from '../helpers/temp-dir.ts';

const cli = resolve('dist/cli.js');

type Said = {code: number | null; stdout: string; stderr: string};

function run(args: readonly string[], env: Record<string, string> = {}, program = process.execPath): Said {
	const home = tempDir('home');
	const {status, stdout, stderr} = spawnSync(program, args, {
		encoding: 'utf8',
		timeout: 20_000,
		env: {PATH: `${dirname(process.execPath)}:${process.env['PATH']}`, HOME: home, ...env},
	});
	return {code: status, stdout, stderr};
}

/** An option that makes Node pass for another one before the program starts. */
function pretend(property: string, value: string): string {
	return `--import=data:text/javascript,Object.defineProperty(process, '${property}', {value: ${value}})`;
}

/** The entry alone: what it does here, it does without the rest. */
function loneEntry(): string {
	const directory = tempDir('cli');
	copyFileSync(cli, join(directory, 'cli.js'));
	writeFileSync(join(directory, 'package.json'), '{"type": "module"}');
	return join(directory, 'cli.js');
}

test('a Node that is too old gets one line and exit code 2, before anything else is read', () => {
	const said = run([pretend('versions', "{...process.versions, node: '20.19.1'}"), loneEntry()]);
	assert.deepEqual(said, {
		code: 2,
		stdout: '',
		stderr: 'sallyport needs Node 22 or newer; this is Node 20.19.1.\n',
	});
});

test('Windows gets one line that names WSL, and exit code 2', () => {
	const {code, stderr} = run([pretend('platform', "'win32'"), loneEntry()]);
	assert.equal(code, 2);
	assert.match(stderr, /^[^\n]*WSL[^\n]*\n$/);
});

test('runs through a link, as npm installs it', () => {
	const link = join(tempDir('bin'), 'sallyport');
	symlinkSync(cli, link);
	const {version} = JSON.parse(readFileSync('package.json', 'utf8'));
	assert.deepEqual(run(['--version'], {}, link), {code: 0, stdout: `sallyport ${version}\n`, stderr: ''});
});

test('passes the exit code on, with errors on stderr', () => {
	const {code, stdout, stderr} = run([cli, '--no-such-option']);
	assert.equal(code, 2);
	assert.equal(stdout, '');
	assert.match(stderr, /no-such-option/);
});

test('without a terminal it writes usage on stderr, no escape codes, and exits 2', () => {
	const {code, stdout, stderr} = run([cli]);
	assert.equal(code, 2);
	assert.equal(stdout, '');
	assert.match(stderr, /sallyport/);
	assert.ok(!stderr.includes('\u001B'));
});

test('keeps compiled code in the cache directory alone, and does without where that cannot be', () => {
	const home = tempDir('home');
	assert.equal(run([cli, '--version'], {HOME: home}).code, 0);
	assert.deepEqual(readdirSync(home), ['.cache']);
	assert.deepEqual(readdirSync(join(home, '.cache')), ['sallyport']);

	const chosen = join(home, 'chosen');
	mkdirSync(chosen);
	assert.equal(run([cli, '--version'], {HOME: home, XDG_CACHE_HOME: chosen}).code, 0);
	assert.deepEqual(readdirSync(chosen), ['sallyport']);

	for (const nowhere of ['/dev/null/nowhere', '/proc/nowhere']) {
		const {code, stderr} = run([cli, '--version'], {XDG_CACHE_HOME: nowhere});
		assert.deepEqual({code, stderr}, {code: 0, stderr: ''});
	}
});

test('the licences of all that is bundled go with it', () => {
	const texts = readFileSync('dist/licenses.txt', 'utf8');
	for (const name of ['ink', 'react', 'yoga-layout', 'string-width', 'zustand']) {
		assert.match(texts, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(MIT\\)$`, 'm'));
	}
	assert.ok(texts.split('Permission is hereby granted').length > 20);
});
