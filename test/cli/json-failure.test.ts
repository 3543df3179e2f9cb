import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {existsSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {subcommands} from '../../source/cli/subcommands.ts';
import {tempDir} from '../helpers/temp-dir.ts';

/** The built program with a host that is reached by no way, and leaves a trace where it is tried. */
function openPlace() {
	const directory = tempDir('json');
	const [config, trace] = [join(directory, 'config'), join(directory, 'trace')];
	writeFileSync(config, `Host dead\n\tHostName 127.0.0.1\n\tProxyCommand touch ${trace}; false\n`);
	const env = {...process.env, XDG_STATE_HOME: directory, XDG_CACHE_HOME: directory, SSH_AUTH_SOCK: ''};
	const run = (...args: string[]) => {
		const options = {env, cwd: directory, encoding: 'utf8'} as const;
		const {status, stdout, stderr} = spawnSync(
			process.execPath,
			[join(process.cwd(), 'dist/cli.js'), '-F', config, ...args],
			options,
		);
		return {status, stdout, stderr};
	};
	return {directory, run, wasTried: () => existsSync(trace)};
}

test('every command with --json says what makes no sense as JSON, and on stderr', () => {
	const {run} = openPlace();
	const senseless: Readonly<Record<string, readonly string[]>> = {
		hosts: ['word'],
		show: [],
		keys: ['word'],
		agent: ['word'],
		key: [],
		doctor: ['one', 'two'],
		lint: ['word'],
		get: ['word'],
		put: ['word'],
		ls: [],
		forwards: ['word'],
	};
	const all = subcommands.filter(({options}) => options?.['json'] !== undefined).map(({name}) => name);
	assert.deepEqual(Object.keys(senseless).toSorted(), all.toSorted());
	for (const [name, words] of Object.entries(senseless)) {
		const {status, stdout, stderr} = run(name, ...words, '--json');
		const {error} = JSON.parse(stdout) as {error: {code: string; message: string; advice: string | null}};
		assert.equal(status, 2, name);
		assert.equal(error.code, 'usage', name);
		assert.match(stderr, new RegExp(`^sallyport: ${error.message.slice(0, 10)}`), name);
	}
});

test('a connection that cannot be had is told as JSON with exit code 1', () => {
	const {run} = openPlace();
	for (const args of [
		['ls', 'dead:/'],
		['get', 'dead:/x', '.'],
		['put', 'config', 'dead:/x'],
		['key', 'check', 'dead'],
	]) {
		const {status, stdout, stderr} = run(...args, '--json');
		const {error} = JSON.parse(stdout) as {error: {code: string; message: string}};
		assert.deepEqual([status, error.code], [1, 'no-connection'], args.join(' '));
		assert.match(error.message, /^dead: /);
		assert.match(stderr, /^sallyport: dead: /);
		assert.equal(run(...args).stdout, '');
	}
	const doctor = run('doctor', 'dead', '--json');
	assert.equal(doctor.status, 1);
	assert.equal((JSON.parse(doctor.stdout) as {ok: boolean}).ok, false);
});

test('put looks at its own side first: nobody logs in for files that cannot be read', () => {
	const {run, wasTried, directory} = openPlace();
	const {status, stderr} = run('put', 'gone', 'none', 'dead:/');
	assert.equal(status, 1);
	assert.match(stderr, /^sallyport: gone: Cannot read .*no such file/);
	assert.match(stderr, /\nsallyport: none: /);
	const told = JSON.parse(run('put', 'gone', 'dead:/', '--json').stdout) as Record<string, unknown>;
	assert.deepEqual(
		[told['ok'], told['failed']],
		[
			false,
			[
				{
					path: 'gone',
					reason: `Cannot read ${directory}/gone on this machine: there is no such file.`,
				},
			],
		],
	);
	assert.equal(run('get', 'dead:/x', 'none/x').status, 1);
	assert.ok(!wasTried());
	run('put', 'gone', 'config', 'dead:/');
	assert.ok(wasTried());
});
