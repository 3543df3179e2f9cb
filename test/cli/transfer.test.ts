import assert from 'node:assert/strict';
import {execFileSync, spawn, spawnSync} from 'node:child_process';
import {createHash, randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {
	chmodSync,
	chownSync,
	existsSync,
	linkSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import {userInfo} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {partName} from '../../source/core/transfers/names.ts';
import {createJournal} from '../../source/services/transfers/journal-file.ts';
import {openPty} from '../helpers/pty.ts';
import {startRelay} from '../helpers/relay.ts';
import {type SshdOptions, startSshd} from '../helpers/sshd.ts';
import {tempDir} from '../helpers/temp-dir.ts';
import {patience, until} from '../helpers/wait.ts';
import {sftpServerPath} from '../services/files/sftp/sftp-server.ts';
import {openDen} from '../services/keeper/keeper-in.ts';
import {differences, request} from '../services/transfers/run-in.ts';
import {makeTree, twoPlaces} from '../services/transfers/trees.ts';

type Ended = {code: number | null; out: Buffer; err: string};
type Command = {readonly pid: number; readonly ended: Promise<Ended>; kill(signal: NodeJS.Signals): void};

/** The built program on a private sshd, `box`, and the same behind a relay, `far`. */
async function openPlace(options: SshdOptions = {}) {
	const sshd = await startSshd(options);
	const relay = await startRelay(sshd.port);
	const far = [`Port ${relay.port}`, `HostKeyAlias [127.0.0.1]:${sshd.port}`];
	const dead = sshd.configFor('dead', ['ProxyCommand false']);
	const shut = sshd.configFor('shut', ['# tags: eu, read-only']);
	const config = sshd.writeConfig([sshd.configFor('box'), sshd.configFor('far', far), dead, shut]);
	const home = tempDir('home');
	const state = join(home, 'state');
	const den = openDen({state: join(state, 'sallyport')});
	const env = {...den.env, XDG_STATE_HOME: state, TERM: 'xterm'};
	/** `open`: stdin stays open with some bytes in it. */
	const start = (args: readonly string[], input: Buffer | 'open' | null = null): Command => {
		const child = spawn(process.execPath, ['dist/cli.js', '-F', config, ...args], {env, stdio: 'pipe'});
		const out: Buffer[] = [];
		let err = '';
		child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
		child.stderr.on('data', (chunk: Buffer) => {
			err += chunk.toString();
		});
		child.stdin.on('error', () => {});
		if (input === 'open') {
			child.stdin.write('some bytes');
		} else {
			child.stdin.end(input ?? '');
		}
		const ended = once(child, 'close').then(([code]) => ({code, out: Buffer.concat(out), err}));
		return {pid: child.pid!, ended, kill: signal => void child.kill(signal)};
	};
	const run = (args: readonly string[], input: Buffer | null = null): Promise<Ended> =>
		start(args, input).ended;
	return {...twoPlaces(), relay, run, start, env, config, state: join(state, 'sallyport'), den};
}

const hash = (data: Buffer): string => createHash('sha256').update(data).digest('hex');

/** Makes the one journal there that of a process that started at another time: it is gone. */
function leaveToNext(journals: string): void {
	const [name] = readdirSync(journals);
	renameSync(join(journals, name!), join(journals, name!.replace(/[0-9a-f]{8}\.jsonl$/, '00000000.jsonl')));
}

test('a tree goes up and comes down, quietly and unchanged', async () => {
	const {from, to, run} = await openPlace();
	makeTree(from);
	const up = await run(['put', join(from, 'tree'), `box:${to}`]);
	assert.deepEqual([up.code, up.out.toString(), up.err], [0, '', '']);
	assert.equal(differences(from, to), '');
	const back = tempDir('back');
	const down = await run(['get', `box:${to}/tree`, back]);
	assert.deepEqual([down.code, down.err], [0, '']);
	assert.equal(differences(from, back), '');
});

test('a new name, a name that is there, and a place that is none', async () => {
	const {from, to, run} = await openPlace();
	writeFileSync(join(from, 'file'), 'new');
	writeFileSync(join(to, 'there'), 'old');
	assert.equal((await run(['put', join(from, 'file'), `box:${to}/name`])).code, 0);
	assert.equal(readFileSync(join(to, 'name'), 'utf8'), 'new');
	assert.equal((await run(['put', '--skip', join(from, 'file'), `box:${to}/there`])).code, 0);
	assert.equal(readFileSync(join(to, 'there'), 'utf8'), 'old');
	assert.equal((await run(['put', join(from, 'file'), `box:${to}/there`])).code, 0);
	assert.equal(readFileSync(join(to, 'there'), 'utf8'), 'new');
	const none = await run(['get', `box:${to}/name`, join(from, 'none/name')]);
	assert.equal(none.code, 1);
	assert.match(none.err, /There is no directory .*none on this machine/);
	const closed = await run(['put', '-', 'box:/proc/self/name'], Buffer.from('data'));
	assert.match(closed.err, /Cannot make \/proc\/self\/name on box/);
	const wrong = await run(['get', join(from, 'file'), to]);
	assert.equal(wrong.code, 2);
	assert.match(wrong.err, /get brings HOST:PATH to this machine/);
});

test('a directory that is made, and only that, may have a slash behind its new name', async () => {
	const {from, to, run} = await openPlace();
	makeTree(from);
	writeFileSync(join(from, 'file'), 'data');
	assert.equal((await run(['put', `${join(from, 'tree')}/`, `box:${to}/tree/`])).code, 0);
	const back = tempDir('back');
	assert.equal((await run(['get', `box:${to}/tree`, `${back}/tree/`])).code, 0);
	rmSync(join(from, 'file'));
	assert.equal(differences(from, to) + differences(from, back), '');
	for (const sources of [['file'], ['tree', 'tree']]) {
		writeFileSync(join(from, 'file'), 'data');
		const refused = await run(['put', ...sources.map(name => join(from, name)), `box:${to}/none/`]);
		assert.equal(refused.code, 2);
		assert.match(refused.err, /none on box is no directory.*Make it first/s);
	}
	assert.deepEqual(readdirSync(to), ['tree']);
});

test('what fails is listed, the rest arrives, and --json tells it all', async () => {
	const {from, to, run} = await openPlace();
	writeFileSync(join(from, 'file'), 'data');
	mkdirSync(join(to, 'taken'));
	writeFileSync(join(from, 'taken'), 'x');
	const args = [`box:${from}/file`, `box:${from}/gone`, `box:${from}/taken`, to];
	const plain = await run(['get', ...args]);
	assert.equal(plain.code, 1);
	assert.match(plain.err, /gone: .*no such file/);
	assert.match(plain.err, /taken: There is a directory of this name/);
	assert.equal(readFileSync(join(to, 'file'), 'utf8'), 'data');
	const {code, out, err} = await run(['get', '--json', ...args]);
	assert.deepEqual([code, err], [1, '']);
	const told = JSON.parse(out.toString());
	assert.deepEqual([told.ok, told.files, told.bytes], [false, 1, 4]);
	assert.deepEqual(
		told.failed.map(({path}: {path: string}) => path),
		['gone', 'taken'],
	);
});

test('what one host has comes, whether or not another can be reached', async () => {
	const {from, to, run, start, relay} = await openPlace();
	writeFileSync(join(from, 'file'), 'data');
	const args = ['dead:one', `box:${from}/file`, 'dead:dir/two', to];
	const {code, err} = await run(['get', ...args]);
	assert.equal(code, 1);
	assert.match(err, /^sallyport: one: dead: .*\nsallyport: two: dead: .*\n$/);
	assert.equal(readFileSync(join(to, 'file'), 'utf8'), 'data');
	const told = JSON.parse((await run(['get', '--json', ...args])).out.toString());
	assert.deepEqual([told.ok, told.files], [false, 1]);
	assert.deepEqual(
		told.failed.map(({path, reason}: {path: string; reason: string}) => [path, reason.slice(0, 6)]),
		[
			['one', 'dead: '],
			['two', 'dead: '],
		],
	);
	relay.freeze();
	const command = start(['get', `box:${from}/file`, 'far:file', to]);
	await until(() => relay.connections() > 0);
	command.kill('SIGINT');
	const cut = await command.ended;
	assert.deepEqual([cut.code, cut.err], [130, '']);
	relay.thaw();
});

test('what two hosts have of one name does not take the place of one another', async () => {
	const {from, to, run} = await openPlace();
	mkdirSync(join(from, 'other'));
	writeFileSync(join(from, 'file'), 'one');
	writeFileSync(join(from, 'other/file'), 'two');
	const args = [`box:${from}/file`, `far:${from}/other/file`, to];
	const {code, err} = await run(['get', ...args]);
	assert.equal(code, 1);
	assert.equal(err, 'sallyport: file: Its name is the same as that of file from box.\n');
	assert.equal(readFileSync(join(to, 'file'), 'utf8'), 'one');
	rmSync(join(to, 'file'));
	assert.equal((await run(['get', '--rename', ...args])).code, 0);
	assert.deepEqual(readdirSync(to).toSorted(), ['file', 'file (2)']);
});

test('what is no file but a pipe, a device or open already is refused, and - named', async () => {
	const {from, to, run, env, config} = await openPlace();
	writeFileSync(join(from, 'file'), 'new');
	const shell = (script: string, ...args: string[]) =>
		spawnSync('bash', ['-c', script, 'bash', process.execPath, 'dist/cli.js', '-F', config, ...args], {
			env,
			encoding: 'utf8',
		});
	const piped = shell(`"$@" <(echo x) box:${to}/piped`, 'put');
	assert.equal(piped.status, 1);
	assert.match(piped.stderr, /\/dev\/fd\/\d+ is a pipe.* - /);
	for (const script of [`"$@" > ${to}/out`, 'set -o pipefail; "$@" | cat']) {
		const {status, stderr} = shell(script, 'get', `box:${from}/file`, '/dev/stdout');
		assert.equal(status, 2);
		assert.match(stderr, /\/dev\/stdout on this machine is .* Name - /s);
	}
	assert.equal(readFileSync(join(to, 'out'), 'utf8'), '');
	assert.match(
		(await run(['get', `box:${from}/file`, '/dev/null'])).err,
		/\/dev\/null on this machine is .* Name - /s,
	);
	assert.deepEqual(readdirSync(to), ['out']);
});

test('a fifo that is named itself is missed, one in a directory is left out', async () => {
	const {from, to, run} = await openPlace();
	execFileSync('mkfifo', [join(from, 'fifo')]);
	const named = await run(['put', join(from, 'fifo'), `box:${to}`]);
	assert.equal(named.code, 1);
	assert.match(named.err, /fifo: left out\. It is a fifo/);
	const inside = await run(['put', '--json', from, `box:${to}`]);
	assert.equal(inside.code, 0);
	const told = JSON.parse(inside.out.toString());
	assert.deepEqual([told.ok, told.left.length], [true, 1]);
});

test('a target that cannot be replaced names the option that writes into it', async () => {
	const {from, to, run, state} = await openPlace();
	writeFileSync(join(from, 'file'), 'new');
	writeFileSync(join(to, 'file'), 'old');
	linkSync(join(to, 'file'), join(to, 'twin'));
	for (const args of [
		['put', join(from, 'file'), `box:${to}`],
		['get', `box:${from}/file`, to],
	]) {
		const {code, err} = await run(args);
		assert.equal(code, 1);
		assert.match(err, /^sallyport: file: It has 2 names .* --in-place writes into it, and keeps a copy/);
	}
	assert.equal((await run(['put', '--in-place', join(from, 'file'), `box:${to}`])).code, 0);
	assert.equal(readFileSync(join(to, 'twin'), 'utf8'), 'new');
	assert.equal(readdirSync(join(state, 'backups')).length, 1);
});

test('where a server refuses to set modes all arrives, and that is told once', async () => {
	const {from, to, run} = await openPlace({sftp: `${sftpServerPath()} -P setstat,fsetstat`});
	makeTree(from);
	writeFileSync(join(from, 'big'), randomBytes(3_000_000));
	const told =
		'box refused to set modes or times: they could not all be kept, and what is new there may be for its owner alone.';
	const err = `sallyport: ${told}\n`;
	const put = await run(['put', join(from, 'tree'), join(from, 'big'), `box:${to}`]);
	assert.deepEqual([put.code, put.err], [0, err]);
	assert.ok(readFileSync(join(to, 'big')).equals(readFileSync(join(from, 'big'))));
	assert.equal(readFileSync(join(to, 'tree/a/file 7'), 'utf8'), 'content 7');
	const json = await run(['put', '--json', join(from, 'big'), `box:${to}`]);
	const {ok, notes} = JSON.parse(json.out.toString());
	assert.deepEqual([json.code, json.err, ok, notes], [0, '', true, [told]]);
	const stream = await run(['put', '-', `box:${to}/stream`], Buffer.from('stream'));
	assert.deepEqual([stream.code, stream.err], [0, err]);
	assert.equal(readFileSync(join(to, 'stream'), 'utf8'), 'stream');
	chmodSync(join(to, 'stream'), 0o644);
	const other = await run(['put', '-', `box:${to}/stream`], Buffer.from('other'));
	assert.equal(other.code, 1);
	assert.match(other.err, /stream: Its mode cannot be kept there.* put that with --in-place/);
	assert.deepEqual(readdirSync(to).toSorted(), ['big', 'stream', 'tree']);
	assert.equal(readFileSync(join(to, 'stream'), 'utf8'), 'stream');
	const get = await run(['get', `box:${to}/tree`, `${from}/back`]);
	assert.deepEqual([get.code, get.err], [0, '']);
});

test('more failures than a screen holds are all told', async () => {
	const {from, to, run} = await openPlace();
	const names = Array.from({length: 300}, (_, index) => join(from, `gone ${index}`));
	writeFileSync(join(from, 'there'), '');
	const {code, err} = await run(['put', join(from, 'there'), ...names, `box:${to}`]);
	assert.equal(code, 1);
	assert.equal(err.trimEnd().split('\n').length, 300);
});

test('- streams both ways', async () => {
	const {to, run} = await openPlace();
	const data = randomBytes(3_000_000);
	const up = await run(['put', '-', `box:${to}/stream`], data);
	assert.deepEqual([up.code, up.err], [0, '']);
	assert.equal(hash(readFileSync(join(to, 'stream'))), hash(data));
	assert.deepEqual(readdirSync(to), ['stream']);
	const down = await run(['get', `box:${to}/stream`, '-']);
	assert.equal(down.code, 0);
	assert.equal(hash(down.out), hash(data));
	const proc = await run(['get', 'box:/proc/version', '-']);
	assert.deepEqual(proc.out, readFileSync('/proc/version'));
	const told = JSON.parse((await run(['put', '--json', '-', `box:${to}/stream`], data)).out.toString());
	assert.deepEqual([told.ok, told.files, told.bytes], [true, 1, data.length]);
	const both = await run(['get', '--json', `box:${to}/stream`, '-']);
	assert.equal(both.code, 2);
	assert.match(both.err, /JSON to stdout/);
});

test('stdin takes a free name where that is asked for; what cannot be told of it beforehand is refused', async () => {
	const {to, run} = await openPlace();
	writeFileSync(join(to, 'stream.txt'), 'old');
	symlinkSync('stream.txt', join(to, 'link'));
	for (const name of ['stream.txt', 'stream.txt', 'link', 'other']) {
		const {code, err} = await run(['put', '--rename', '-', `box:${to}/${name}`], Buffer.from('new'));
		assert.deepEqual([code, err], [0, ''], name);
	}
	const names = ['link', 'link (2)', 'other', 'stream (2).txt', 'stream (3).txt', 'stream.txt'];
	assert.deepEqual(readdirSync(to).toSorted(), names);
	assert.equal(readFileSync(join(to, 'stream.txt'), 'utf8'), 'old');
	assert.equal(readFileSync(join(to, 'stream (3).txt'), 'utf8'), 'new');
	for (const option of ['--if-newer', '--if-size-differs', '--resume', '--in-place']) {
		const {code, err} = await run(['put', option, '-', `box:${to}/stream.txt`], Buffer.from('new'));
		assert.equal(code, 2, option);
		assert.match(err, new RegExp(`stdin.* ${option}`, 's'));
	}
	assert.equal(readFileSync(join(to, 'stream.txt'), 'utf8'), 'old');
});

test('stdin replaces no file that has other names or another owner', async t => {
	const {to, run} = await openPlace();
	const refused = async (name: string, why: RegExp): Promise<void> => {
		writeFileSync(join(to, name), 'old');
		if (name === 'twin') {
			linkSync(join(to, name), join(to, 'other'));
		} else {
			chownSync(join(to, name), 12_345, 12_345);
		}
		const {code, err} = await run(['put', '-', `box:${to}/${name}`], Buffer.from('new'));
		assert.equal(code, 1);
		assert.match(err, why);
		assert.equal(readFileSync(join(to, name), 'utf8'), 'old');
	};
	await refused('twin', /^sallyport: twin: It has 2 names .*put that with --in-place/);
	assert.deepEqual(readdirSync(to).toSorted(), ['other', 'twin']);
	if (process.getuid?.() !== 0) {
		t.diagnostic('Only root can give a file to another user.');
		return;
	}
	await refused('hers', /^sallyport: hers: It belongs to another user/);
	assert.deepEqual(readdirSync(to).toSorted(), ['hers', 'other', 'twin']);
});

test('a signal while stdin is read leaves nothing on the host, and a directory is no stream', async () => {
	const {to, start, run, env, config} = await openPlace();
	const command = start(['put', '-', `box:${to}/stream`], 'open');
	await until(() => readdirSync(to).length > 0);
	command.kill('SIGTERM');
	assert.equal((await command.ended).code, 143);
	assert.deepEqual(readdirSync(to), []);
	const words = [process.execPath, 'dist/cli.js', '-F', config, 'put', '-', `box:${to}/stream`];
	const {status, stderr} = spawnSync('sh', ['-c', '"$@" < /', 'sh', ...words], {env, encoding: 'utf8'});
	assert.equal(status, 2);
	assert.match(stderr, /stdin is a directory/);
	assert.deepEqual(readdirSync(to), []);
	assert.equal((await run(['put', '-', `box:${to}/stream`])).code, 0);
	assert.deepEqual(readdirSync(to), ['stream']);
});

test('a signal before the host has said that the file is open leaves nothing there', async () => {
	const {to, start, relay} = await openPlace();
	relay.delay(150);
	const command = start(['put', '-', `far:${to}/stream`], 'open');
	await until(() => readdirSync(to).length > 0);
	command.kill('SIGTERM');
	assert.equal((await command.ended).code, 143);
	assert.deepEqual(readdirSync(to), []);
});

test('a signal is heard while a stream hangs', async () => {
	const {to, start, relay} = await openPlace();
	const put = start(['put', '-', `far:${to}/stream`], 'open');
	await until(() => readdirSync(to).some(file => statSync(join(to, file)).size > 0));
	relay.freeze();
	const began = performance.now();
	put.kill('SIGINT');
	assert.equal((await put.ended).code, 130);
	assert.ok(performance.now() - began < patience);
	relay.thaw();
});

for (const [name, args] of [
	['get', (from: string, to: string) => ['get', `far:${from}/big`, to]],
	['put', (from: string, to: string) => ['put', join(from, 'big'), `far:${to}`]],
] as const) {
	test(`Ctrl+C leaves a part file, and ${name} --resume goes on with it`, async () => {
		const {from, to, run, start, relay} = await openPlace();
		const data = randomBytes(80_000_000);
		writeFileSync(join(from, 'big'), data);
		utimesSync(join(from, 'big'), 1_200_000_000, 1_200_000_000);
		relay.delay(30);
		const command = start(args(from, to));
		const part = await until(() => readdirSync(to).find(file => statSync(join(to, file)).size > 4_000_000));
		command.kill('SIGINT');
		const {code, err} = await command.ended;
		assert.equal(code, 130, err);
		assert.match(err, /--resume goes on/);
		const {ino} = statSync(join(to, part));
		assert.deepEqual(readdirSync(to), [part]);
		relay.delay(0);
		const [verb, ...rest] = args(from, to);
		const resumed = await run([verb!, '--resume', ...rest]);
		assert.deepEqual([resumed.code, resumed.err], [0, '']);
		assert.equal(hash(readFileSync(join(to, 'big'))), hash(data));
		assert.deepEqual(readdirSync(to), ['big']);
		assert.deepEqual(
			[statSync(join(to, 'big')).ino, statSync(join(to, 'big')).mtimeMs],
			[ino, 1_200_000_000_000],
		);
	});
}

test('a transfer that fails and can go on names the option for that', async () => {
	const {from, to, run, start, relay} = await openPlace();
	const data = randomBytes(80_000_000);
	writeFileSync(join(from, 'big'), data);
	relay.delay(30);
	const command = start(['get', `far:${from}/big`, to]);
	const part = await until(() => readdirSync(to).find(file => statSync(join(to, file)).size > 4_000_000));
	mkdirSync(join(to, 'big'));
	relay.delay(0);
	const {code, err} = await command.ended;
	assert.equal(code, 1);
	assert.match(err, /big: There is a directory of this name\.\nsallyport: .*\.part.* --resume goes on/);
	assert.deepEqual(readdirSync(to), [part, 'big']);
	rmSync(join(to, 'big'), {recursive: true});
	const again = await run(['get', '--resume', `far:${from}/big`, to]);
	assert.deepEqual([again.code, again.err], [0, '']);
	assert.equal(hash(readFileSync(join(to, 'big'))), hash(data));
	assert.deepEqual(readdirSync(to), ['big']);
});

test('a transfer that is killed goes on with --resume, without it anew, and leaves nothing', async () => {
	const {from, to, run, start, relay, state} = await openPlace();
	const data = randomBytes(80_000_000);
	writeFileSync(join(from, 'big'), data);
	relay.delay(30);
	const get = ['get', `far:${from}/big`, `${to}/`];
	const put = ['put', join(from, 'big'), `far:${to}/`];
	for (const {words, resume} of [
		{words: get, resume: ['--resume']},
		{words: get, resume: []},
		{words: put, resume: ['--resume']},
	]) {
		const command = start(words);
		const journals = join(state, 'transfers');
		const journal = await until(() => existsSync(journals) && readdirSync(journals)[0]);
		await until(() => readFileSync(join(journals, journal), 'utf8').includes('"mark"'));
		command.kill('SIGKILL');
		await command.ended;
		const held = readdirSync(to);
		assert.equal(held.length, 1);
		const {ino} = statSync(join(to, held[0]!));
		const again = await run([...words, ...resume]);
		assert.deepEqual([again.code, again.err], [0, '']);
		assert.equal(hash(readFileSync(join(to, 'big'))), hash(data));
		assert.ok(resume.length === 0 || statSync(join(to, 'big')).ino === ino);
		assert.deepEqual(readdirSync(to), ['big']);
		assert.deepEqual(readdirSync(journals), []);
		rmSync(join(to, 'big'));
	}
});

test('a transfer that is begun anew and killed before it has a journal leaves that of the one before', async () => {
	const {from, to, run, start, relay, config, env, state} = await openPlace();
	writeFileSync(join(from, 'big'), randomBytes(80_000_000));
	const journals = join(state, 'transfers');
	const marked = (): boolean =>
		existsSync(journals) &&
		readdirSync(journals).some(name => readFileSync(join(journals, name), 'utf8').includes('"mark"'));
	relay.delay(30);
	const words = ['put', join(from, 'big'), `far:${to}/`];
	const command = start(words);
	await until(marked);
	command.kill('SIGKILL');
	await command.ended;
	relay.delay(0);
	const early = `import fs from 'node:fs';
		import {syncBuiltinESMExports} from 'node:module';
		const {openSync} = fs;
		fs.openSync = (path, flags, mode) => {
			if (/\\.jsonl/.test(path) && (flags & fs.constants.O_CREAT) !== 0) {
				process.kill(process.pid, 'SIGKILL');
			}
			return openSync(path, flags, mode);
		};
		syncBuiltinESMExports();`;
	const dying = [
		'--import',
		`data:text/javascript,${encodeURIComponent(early)}`,
		'dist/cli.js',
		'-F',
		config,
	];
	const [, signal] = await once(
		spawn(process.execPath, [...dying, ...words], {env, stdio: 'ignore'}),
		'close',
	);
	assert.deepEqual([signal, marked()], ['SIGKILL', true]);
	assert.equal((await run([...words, '--resume'])).code, 0);
	assert.deepEqual([readdirSync(to), readdirSync(journals)], [['big'], []]);
});

test('a directory that was made when a transfer was killed gets its mode from the next one, --resume or not', async () => {
	for (const more of [[], ['--resume']]) {
		const {from, to, run, state} = await openPlace();
		makeTree(from);
		const journals = join(state, 'transfers');
		const asked = request([join(from, 'tree')], to, {to: 'box', followsLinks: true, onConflict: 'overwrite'});
		const {write, close} = createJournal(journals, asked, {createdAt: 0});
		write({type: 'making', from: [join(from, 'tree'), join(from, 'tree/a')]});
		close();
		leaveToNext(journals);
		mkdirSync(join(to, 'tree/a'), {recursive: true, mode: 0o700});
		chmodSync(join(to, 'tree'), 0o700);
		const {code, err} = await run(['put', join(from, 'tree'), `box:${to}`, ...more]);
		assert.deepEqual([code, err, differences(from, to)], [0, '', '']);
	}
});

test('a directory that is gone at the source has not arrived, though it was made before its transfer was killed', async () => {
	for (const more of [[], ['--resume']]) {
		const {from, to, run, state} = await openPlace();
		const journals = join(state, 'transfers');
		const asked = request([join(from, 'tree')], to, {
			from: 'box',
			followsLinks: true,
			onConflict: 'overwrite',
		});
		const {addMade, close} = createJournal(journals, asked, {createdAt: 0});
		addMade(join(from, 'tree'));
		close();
		leaveToNext(journals);
		mkdirSync(join(to, 'tree'));
		const {code, err} = await run(['get', `box:${join(from, 'tree')}`, to, ...more]);
		assert.equal(code, 1);
		assert.match(err, /there is no such file/);
	}
});

test('what made way for a file when a transfer was killed is not left there by the next one, --resume or not', async () => {
	for (const more of [[], ['--resume']]) {
		const {from, to, run, state} = await openPlace();
		const path = join(to, 'file');
		writeFileSync(join(from, 'file'), 'new');
		const journals = join(state, 'transfers');
		const asked = request([join(from, 'file')], to, {to: 'box', followsLinks: true, onConflict: 'overwrite'});
		const {id, write, close} = createJournal(journals, asked, {createdAt: 0});
		write({type: 'aside', from: join(from, 'file'), path, size: 3});
		close();
		leaveToNext(journals);
		const key = join(from, 'file');
		writeFileSync(
			join(to, partName(hash(Buffer.from(`${id}\0${key}`))).replace('.part', '.old')),
			'old content',
		);
		assert.deepEqual(await run(['put', key, `box:${to}`, ...more]), {code: 0, out: Buffer.alloc(0), err: ''});
		assert.deepEqual([readdirSync(to), readFileSync(path, 'utf8')], [['file'], 'new']);
		assert.deepEqual(readdirSync(journals), []);
	}
});

test('neither the end of the shared login nor that of its keeper harms a transfer', async () => {
	const {from, to, start, relay, den} = await openPlace();
	const data = randomBytes(120_000_000);
	writeFileSync(join(from, 'big'), data);
	for (const victim of ['keeper', 'hub'] as const) {
		relay.delay(30);
		const command = start(['get', `far:${from}/big`, `${to}/${victim}`]);
		await until(() =>
			readdirSync(to).some(file => /part$/.test(file) && statSync(join(to, file)).size > 4_000_000),
		);
		const record = den.record()!;
		process.kill(victim === 'keeper' ? record.pid : record.hubs[0]!.pid, 'SIGKILL');
		relay.delay(0);
		const {code, err} = await command.ended;
		assert.deepEqual([code, err], [0, ''], victim);
		assert.equal(hash(readFileSync(join(to, victim))), hash(data));
	}
	assert.deepEqual(readdirSync(to).toSorted(), ['hub', 'keeper']);
});

test('a link that hangs for a while delays a transfer and no more; Ctrl+C is heard meanwhile', async () => {
	const {from, to, start, relay} = await openPlace();
	const data = randomBytes(80_000_000);
	writeFileSync(join(from, 'big'), data);
	const begin = async (name: string): Promise<Command> => {
		relay.delay(30);
		const command = start(['put', join(from, 'big'), `far:${to}/${name}`]);
		await until(() =>
			readdirSync(to).some(file => /part$/.test(file) && statSync(join(to, file)).size > 4_000_000),
		);
		relay.freeze();
		return command;
	};
	const command = await begin('one');
	const size = statSync(join(to, readdirSync(to)[0]!)).size;
	relay.thaw();
	relay.delay(0);
	assert.deepEqual([(await command.ended).code, size < data.length], [0, true]);
	assert.equal(hash(readFileSync(join(to, 'one'))), hash(data));
	const other = await begin('two');
	other.kill('SIGINT');
	assert.equal((await other.ended).code, 130);
	relay.thaw();
});

test('a transfer that is cancelled says so for as long as a slow link takes to let go of it', async () => {
	const {from, to, relay, config, env} = await openPlace();
	writeFileSync(join(from, 'big'), randomBytes(80_000_000));
	relay.delay(30);
	const words = ['dist/cli.js', '-F', config, 'put', join(from, 'big'), `far:${to}`];
	const pty = openPty(process.execPath, words, {env, cols: 100});
	await until(() => readdirSync(to).some(file => statSync(join(to, file)).size > 4_000_000));
	relay.freeze();
	pty.press('Ctrl+C');
	await pty.shows('cancelling …');
	assert.equal((await pty.exited).code, 130);
	assert.doesNotMatch(pty.output, /pausing/);
	assert.match(pty.output, /--resume goes on/);
	relay.thaw();
});

test('a link that is cut is opened again; one that stays away ends with the reason', async () => {
	const {from, to, run, start, relay} = await openPlace();
	const data = randomBytes(80_000_000);
	writeFileSync(join(from, 'big'), data);
	relay.delay(30);
	const command = start(['put', join(from, 'big'), `far:${to}`]);
	await until(() => readdirSync(to).some(file => statSync(join(to, file)).size > 4_000_000));
	relay.cut();
	relay.delay(0);
	const {code, err} = await command.ended;
	assert.deepEqual([code, err], [0, '']);
	assert.equal(hash(readFileSync(join(to, 'big'))), hash(data));
	await relay.stop();
	const gone = await run(['get', `far:${from}/big`, join(to, 'other')]);
	assert.equal(gone.code, 1);
	assert.match(gone.err, /sallyport: far: /);
});

test('nothing is put on a host that is marked read-only, and it is read from as any other', async () => {
	const {from, to, run} = await openPlace();
	writeFileSync(join(from, 'file'), 'text');
	for (const host of ['shut', `${userInfo().username}@shut`]) {
		for (const source of [join(from, 'file'), '-']) {
			const put = await run(['put', source, `${host}:${to}`], Buffer.from('text'));
			assert.match(put.err, /shut is marked read-only: nothing is written there/);
			assert.equal(put.code, 1);
		}
	}
	assert.deepEqual(readdirSync(to), []);
	const get = await run(['get', `shut:${join(from, 'file')}`, to]);
	assert.equal(get.code, 0, get.err);
	assert.deepEqual(readdirSync(to), ['file']);
});

test('names that are no UTF-8 are taken as a shell gives them', {
	skip: process.platform !== 'linux',
}, async () => {
	const {from, to, env, config} = await openPlace();
	const odd = Buffer.from([0x62, 0x61, 0x64, 0xff, 0xfe]);
	writeFileSync(Buffer.concat([Buffer.from(`${from}/`), odd]), 'text');
	const script = [
		'cd "$1"; shift',
		'"$@" put bad* "box:$TO/" && "$@" get "box:$TO/$(echo bad*)" "$TO/again" && "$@" ls "box:$TO"',
	].join('\n');
	const words = [process.execPath, join(process.cwd(), 'dist/cli.js'), '-F', config];
	const ended = spawnSync('sh', ['-c', script, 'sh', from, ...words], {env: {...env, TO: to}});
	assert.equal(ended.status, 0, ended.stderr.toString());
	assert.match(ended.stdout.toString(), /bad\\xff\\xfe/);
	const names = readdirSync(to, {encoding: 'buffer'}).sort(Buffer.compare);
	assert.deepEqual(names, [Buffer.from('again'), odd]);
});
