import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {hostname} from 'node:os';
import {dirname, join, relative, resolve} from 'node:path';
import {test} from 'node:test';
import {
	type ForwardRecord,
	forwardFileName,
	newRecord,
	printForwardFile,
} from '../../source/core/forwards/forward-file.ts';
import {thisMachine} from '../../source/services/keeper/process-identity.ts';
import {openProgram, privateEnvironment} from '../helpers/program.ts';
import {openPty} from '../helpers/pty.ts';
import {tempDir} from '../helpers/temp-dir.ts';

const text = '# mine\nHost web\n  Port 1 # one\n  # tags: prod\n\nHost *\n  User all\n';

function place() {
	const file = join(tempDir('host'), 'config');
	writeFileSync(file, text);
	const env = {...process.env, ...privateEnvironment()};
	const run = (...args: string[]) => {
		const words = ['dist/cli.js', '-F', file, ...args];
		const {status, stdout, stderr} = spawnSync(process.execPath, words, {env, encoding: 'utf8'});
		return {status, out: stdout, err: stderr, left: readFileSync(file, 'utf8')};
	};
	return {file, env, run, state: join(env['XDG_STATE_HOME'] ?? '', 'sallyport')};
}

test('without --yes and without a terminal a change is only printed, which is a success where that was asked for', () => {
	const {run} = place();
	const cases: Array<[code: number, flags: string[]]> = [
		[1, []],
		[0, ['--dry-run']],
		[0, ['--dry-run', '--yes']],
	];
	for (const [code, flags] of cases) {
		const {status, out, left} = run('host', 'edit', 'web', '--set', 'Port=2222', ...flags);
		assert.equal(status, code);
		assert.match(out, /- {2}Port 1 # one\n\+ {2}Port 2222 # one\n/);
		assert.match(out, /changes web: port 1 → 2222\n/);
		assert.match(out, /Not written/);
		assert.equal(left, text);
	}
});

for (const [program, args] of [
	['patch', ['-s', '-p0']],
	['git', ['apply', '-p0']],
] as const) {
	const isThere = spawnSync(program, ['--version']).status === 0;
	test(`what a file or a pipe gets is a difference that ${program} makes the change by`, {
		skip: isThere ? false : `no ${program}`,
	}, () => {
		const cases: Array<[name: string, bytes: string | null]> = [
			['config', 'Host web\r\n\tPort\t1\r\n\tUser caf\xe9 \r\n\r\nHost *\r\n\tPort 9\r\n'],
			['config', 'Host *\n  User all\n\nHost web\n  Port 1'],
			['my "own" config\\', 'Host web\n'],
			['my config', 'Host web\n'],
			['config', ''],
			['config', null],
		];
		for (const [name, bytes] of cases) {
			const directory = tempDir('patch');
			const file = join(directory, name);
			const action = bytes ? 'edit' : 'add';
			const write = (): void =>
				bytes === null ? rmSync(file, {force: true}) : writeFileSync(file, bytes, 'latin1');
			const run = (flag: string) =>
				spawnSync(
					process.execPath,
					[resolve('dist/cli.js'), '-F', file, 'host', action, 'web', '--set', 'Port=2222', flag],
					{env: {...process.env, ...privateEnvironment()}, cwd: directory},
				);
			write();
			assert.equal(run('--yes').status, 0);
			const written = readFileSync(file, 'latin1');
			write();
			const {stdout} = run('--dry-run');
			const applied = spawnSync(program, args, {
				cwd: directory,
				input: stdout,
				env: {...process.env, GIT_CEILING_DIRECTORIES: dirname(directory)},
				encoding: 'utf8',
			});
			assert.equal(applied.status, 0, applied.stdout + applied.stderr + stdout.toString());
			assert.equal(readFileSync(file, 'latin1'), written);
		}
	});
}

test('a change is shown and made also where the working directory is gone', () => {
	const {file, env} = place();
	writeFileSync(file, 'Host web\n');
	const script = 'cd "$1" && rmdir "$1" && shift && exec "$@"';
	const words = ['-F', file, 'host', 'edit', 'web', '--set', 'Port=2', '--yes'];
	const command = [process.execPath, resolve('dist/cli.js'), ...words];
	const {stdout, status} = spawnSync('sh', ['-c', script, 'sh', tempDir('gone'), ...command], {env});
	assert.ok(stdout.toString().startsWith(`--- ${file}\n+++ ${file}\n`), stdout.toString());
	assert.deepEqual([status, readFileSync(file, 'utf8')], [0, 'Host web\n    Port 2\n']);
});

test('on a terminal a difference is for reading', async () => {
	const {file, env} = place();
	writeFileSync(file, 'Host web\n\tPort 1 # \x1b[2J\n');
	const args = ['dist/cli.js', '-F', file, 'host', 'edit', 'web', '--set', 'User=me', '--dry-run'];
	const pty = openPty(process.execPath, args, {env});
	await pty.shows('     Port 1 # \\x1b[2J');
	await pty.shows(`+++ ${file}`);
	assert.equal((await pty.exited).code, 0);
});

test('while ssh is asked about many hosts the terminal says how far it is, and Ctrl+C leaves', async () => {
	const {file, env} = place();
	const many = `${Array.from({length: 1200}, (_, n) => `Host h${n}\n  User u\n`).join('')}Host *\n  Port 1\n`;
	writeFileSync(file, many);
	const args = ['dist/cli.js', '-F', file, 'host', 'edit', '*', '--set', 'Port=2', '--yes'];
	const pty = openPty(process.execPath, args, {env});
	await pty.shows(/Asking ssh about 1,200 hosts: \d+/);
	pty.press('Ctrl+C');
	assert.equal((await pty.exited).code, 130);
	assert.equal(readFileSync(file, 'utf8'), many);
});

for (const chord of ['Ctrl+C', 'Ctrl+D']) {
	test(`${chord} at the question leaves it unwritten`, async () => {
		const {file, env} = place();
		const args = ['dist/cli.js', '-F', file, 'host', 'edit', 'web', '--set', 'Port=2'];
		const pty = openPty(process.execPath, args, {env});
		await pty.shows('Write this? [y/N]');
		pty.press(chord);
		assert.equal((await pty.exited).code, 130);
		await pty.shows('Not written.');
		assert.equal(readFileSync(file, 'utf8'), text);
	});
}

test('with --yes it is written: added, edited, cloned, removed', () => {
	const {run} = place();
	const added = run('host', 'add', 'db', '--set', 'HostName=192.0.2.1', '--set', 'tags=a,b', '--yes');
	assert.equal(added.left, text.replace('Host *', 'Host db\n  # tags: a, b\n  HostName 192.0.2.1\n\nHost *'));
	const edited = run('host', 'edit', 'db', '--set', 'HostName=', '--set', 'Port=3', '--yes');
	assert.equal(edited.left, text.replace('Host *', 'Host db\n  # tags: a, b\n  Port 3\n\nHost *'));
	const cloned = run('host', 'clone', 'db', 'db-2', '--set', 'Port=4', '--yes');
	assert.match(cloned.left, /Host db-2\n {2}# tags: a, b\n {2}Port 4\n\nHost \*/);
	run('host', 'remove', 'db-2', '--yes');
	assert.equal(run('host', 'remove', 'db', '--yes').left, text);
});

test('a host goes only into a file that the config includes, however its path is typed', () => {
	const {file, run} = place();
	const other = join(dirname(file), 'other');
	const link = join(dirname(file), 'link');
	writeFileSync(other, '');
	symlinkSync('other', link);
	for (const args of [
		['add', 'db'],
		['clone', 'web', 'db'],
		['edit', 'web'],
	]) {
		const {status, err, left} = run('host', ...args, '--set', 'Port=5', '--file', other, '--yes');
		assert.equal(status, 2);
		assert.match(err, /does not include .*other: ssh would not find the host there/);
		assert.deepEqual([left, readFileSync(other, 'utf8')], [text, '']);
	}
	writeFileSync(file, `Include ${other}\n${text}`);
	for (const [index, path] of [relative(process.cwd(), other), link].entries()) {
		const {out} = run('host', 'add', `db-${index}`, '--set', 'Port=5', '--file', path, '--yes');
		assert.match(out, /adds db-\d: port 22 → 5\nWritten/, 'nothing is said to set the port first');
	}
	const own = run('host', 'edit', 'web', '--set', 'Port=6', '--file', relative(process.cwd(), file), '--yes');
	assert.match(own.left, /# mine\nHost web\n {2}Port 6 # one\n/);
});

test('a file that is included inside of a block is told to be one', () => {
	const {file, run} = place();
	const other = join(dirname(file), 'other');
	const between = join(dirname(file), 'between');
	writeFileSync(between, `Include ${other}\n`);
	for (const content of ['Host inner\n', '', '# nothing yet\n']) {
		writeFileSync(other, content);
		for (const head of ['Host web', 'Match user nobody-else']) {
			for (const path of [other, between]) {
				writeFileSync(file, `${head}\n  Include ${path}\n`);
				const {status, err} = run('host', 'add', 'db', '--set', 'Port=5', '--file', other, '--yes');
				assert.equal(status, 2);
				assert.ok(err.includes(`${other} is included inside the block at ${file}:1: `), err);
				assert.equal(readFileSync(other, 'utf8'), content);
			}
		}
	}
	writeFileSync(file, `Host *\n  Include ${between}\n`);
	const {out} = run('host', 'add', 'db', '--set', 'Port=5', '--file', other, '--yes');
	assert.match(out, /adds db: port 22 → 5\nWritten/);
});

test('nothing is said to be unaffected where ssh does not accept the config', () => {
	const {file, run} = place();
	writeFileSync(file, `${text}  Bogus 1\n`);
	const {out} = run('host', 'edit', 'web', '--set', 'Port=2', '--dry-run');
	assert.match(out, /ssh does not accept the config as it is/);
	assert.doesNotMatch(out, /No host is affected/);
});

test('a renamed host keeps its history, and what leads through it follows', () => {
	const {file, state, run} = place();
	writeFileSync(file, `${text}Host app\n  ProxyJump u@web\n`);
	mkdirSync(state, {recursive: true, mode: 0o700});
	const memory = {version: 1, hosts: {web: {lastUsed: 5, lastOk: 5, lastFailure: null}}, pins: ['web']};
	writeFileSync(join(state, 'history.json'), JSON.stringify(memory));
	const {left, out} = run('host', 'edit', 'web', '--set', 'Host=site', '--yes');
	assert.equal(left, `${text.replace('Host web', 'Host site')}Host app\n  ProxyJump u@site\n`);
	assert.match(out, /changes app: proxyjump u@web → u@site/);
	const after = JSON.parse(readFileSync(join(state, 'history.json'), 'utf8'));
	assert.deepEqual([after.hosts.site.lastUsed, after.hosts.web, after.pins], [5, undefined, ['site']]);
});

test('the forwards of a host that is removed are told, and no keeper is started for it', () => {
	const {file, state, run} = place();
	const plan = {alias: 'web', kind: 'local', specification: '127.0.0.1:8080:db:80', label: null} as const;
	const kept = {...plan, isSaved: true, isAutomatic: false, configFile: file};
	const forward: ForwardRecord = {...newRecord(kept, 'f1', 0), state: 'up'};
	mkdirSync(state, {recursive: true, mode: 0o700});
	const {boot} = thisMachine();
	const write = (forwards: readonly ForwardRecord[]): void =>
		writeFileSync(join(state, forwardFileName(hostname())), printForwardFile({boot, agent: null, forwards}), {
			mode: 0o600,
		});
	write([forward]);
	assert.match(run('host', 'remove', 'web').out, /\nweb has a forward, which cannot start any more\.\n/);
	assert.ok(!readdirSync(state).some(name => name.startsWith('keeper')));
	write([]);
	assert.doesNotMatch(run('host', 'remove', 'web').out, /cannot start/);
});

test('what cannot be is refused with words and exit code 2, and nothing is written', () => {
	const {run} = place();
	const cases: Array<[args: string[], words: RegExp]> = [
		[['edit', 'nobody', '--set', 'Port=2'], /There is no host nobody/],
		[['add', 'web'], /There is a host web already/],
		[['add', 'u@h', '--set', 'Port=4'], /before “@” for a user/],
		[['clone', 'web', 'ssh://h'], /“ssh:\/\/” for an address/],
		[['edit', 'web', '--set', 'Host=web u@h'], /before “@” for a user/],
		[['edit', 'web', '--set', 'Port=x'], /A port is a number/],
		[['edit', 'web', '--set', 'User=a\nProxyCommand x'], /one line/],
		[
			['edit', 'web', '--set', 'Bogus=1'],
			/ssh would not accept that: .*config: line 5: Bad configuration option: bogus/,
		],
		[['edit', 'web', '--set', 'Port'], /is not Key=value/],
		[['edit', 'web', '--set', 'ProxyJump=web'], /circle: web → web/],
		[['add', 'n1', '--set', 'Host=zz'], /Host= leaves out n1, the name of the new host/],
		[['clone', 'web', 'n1', '--set', 'host=n2'], /Host= leaves out n1, the name of the new host/],
		[['remove', 'web', '--set', 'Port='], /host remove takes no --set/],
		[['remove', 'web', '--file', 'x'], /host remove takes no --file/],
		[['add', 'db', '--set', 'Port=2', '--file', ''], /--file needs the name of a file/],
		[['clone', 'web'], /a new name/],
		[['break', 'web'], /add, edit, clone or remove/],
	];
	for (const [args, words] of cases) {
		const {status, err, left} = run('host', ...args, '--yes');
		assert.equal(status, 2, args.join(' '));
		assert.match(err, words);
		assert.equal(left, text);
	}
});

test('on a terminal it asks, and for the name where a host is dear', async () => {
	const {file} = place();
	const program = openProgram(['-F', file, 'host', 'remove', 'web']);
	await program.shows('Type web to write this:');
	program.write('y\r');
	assert.equal((await program.exited).code, 1);
	assert.equal(readFileSync(file, 'utf8'), text);
	const again = openProgram(['-F', file, 'host', 'remove', 'web']);
	await again.shows('Type web to write this:');
	again.write('web\r');
	assert.equal((await again.exited).code, 0);
	assert.equal(readFileSync(file, 'utf8'), '# mine\n\nHost *\n  User all\n');
});

test('lint ends with 1 where there is an error, and says all of it as JSON', () => {
	const {file, run} = place();
	assert.deepEqual([run('lint').status, run('lint').out], [0, 'Nothing is wrong.\n']);
	writeFileSync(file, `${text}  Bogus 1\n`);
	const {status, out} = run('lint', '--json');
	assert.equal(status, 1);
	const [first] = JSON.parse(out);
	assert.deepEqual(
		{...first, message: ''},
		{severity: 'error', file, line: 8, message: '', hosts: [], fix: 'Make the line a comment'},
	);
});

test('a config that ssh cannot open is an error of lint, and the reason why a host is not found', () => {
	const directory = tempDir('unread');
	const [nowhere, loop, outer] = ['nowhere', 'loop', 'outer'].map(name => join(directory, name)) as [
		string,
		string,
		string,
	];
	symlinkSync(loop, loop);
	writeFileSync(outer, `Include ${loop}\nHost web\n`);
	const env = {...process.env, ...privateEnvironment()};
	const run = (...args: string[]) =>
		spawnSync(process.execPath, ['dist/cli.js', '-F', ...args], {env, encoding: 'utf8'});
	const cases: Array<[file: string, fault: string]> = [
		[nowhere, `${nowhere}: error: There is no such file.`],
		[loop, `${loop}: error: It cannot be read: `],
		[outer, `${loop}: error: It cannot be read: `],
	];
	for (const [file, fault] of cases) {
		assert.equal(spawnSync('ssh', ['-F', file, '-G', 'web']).status, 255, 'ssh refuses to run');
		const {status, stdout} = run(file, 'lint');
		assert.ok(stdout.startsWith(fault), stdout);
		assert.match(stdout, /ssh refuses to run\.\n/);
		assert.equal(status, 1);
	}
	for (const [file, fault] of cases.slice(0, 2)) {
		const {status, stderr} = run(file, 'host', 'edit', 'a', '--set', 'Port=1', '--yes');
		assert.ok(stderr.includes(fault.replace(' error:', '')), stderr);
		assert.equal(status, 2);
	}
});
