import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {
	chmodSync,
	existsSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	statSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {endTree} from '../helpers/processes.ts';
import {openProgram, privateEnvironment} from '../helpers/program.ts';
import type {Pty} from '../helpers/pty.ts';
import {type Sshd, startSshd} from '../helpers/sshd.ts';
import {tempDir} from '../helpers/temp-dir.ts';
import {until} from '../helpers/wait.ts';

type Opened = {readonly program: Pty; readonly sshd: Sshd; readonly here: string; readonly there: string};

/** The program with the files of a host on show: the columns are where its memory says that they were. */
async function openFiles(
	plant: (here: string, there: string) => void,
	{env = {}, lines = []}: {readonly env?: Record<string, string>; readonly lines?: readonly string[]} = {},
): Promise<Opened> {
	const sshd = await startSshd();
	const directory = tempDir('e2e');
	const [here, there] = [join(directory, 'here'), join(directory, 'there')];
	mkdirSync(here);
	mkdirSync(there);
	plant(here, there);
	const own = privateEnvironment();
	const state = join(own['XDG_STATE_HOME'] ?? '', 'sallyport');
	mkdirSync(state, {recursive: true, mode: 0o700});
	const places = {'web-1': {left: here, right: there}};
	writeFileSync(join(state, 'history.json'), JSON.stringify({hosts: {}, pins: [], places, bookmarks: {}}));
	const config = sshd.writeConfig([sshd.configFor('web-1', lines)]);
	const program = openProgram(['-F', config], {cols: 120, rows: 30, env: {...own, ...env}});
	await program.shows('1 host');
	program.press('f');
	await program.shows(/local .*here.*web-1 .*there/, {within: 20_000});
	return {program, sshd, here, there};
}

/** All that is below a directory: types, modes, times, and the content as a checksum. */
function describeTree(directory: string, path = ''): readonly string[] {
	return readdirSync(join(directory, path), {encoding: 'buffer'})
		.map(name => name.toString('latin1'))
		.sort()
		.flatMap(name => {
			const bytes = Buffer.concat([Buffer.from(join(directory, path, '/')), Buffer.from(name, 'latin1')]);
			const stat = lstatSync(bytes);
			const own = join(path, name);
			if (stat.isSymbolicLink()) {
				return [`${own} -> ${readlinkSync(bytes)}`];
			}
			const mode = (stat.mode & 0o777).toString(8);
			if (stat.isDirectory()) {
				return [`${own}/ ${mode}`, ...describeTree(directory, own)];
			}
			const sum = createHash('sha256').update(readFileSync(bytes)).digest('hex');
			return [`${own} ${mode} ${Math.floor(stat.mtimeMs / 1000)} ${sum}`];
		});
}

function plantTree(directory: string): void {
	const tree = join(directory, 'tree');
	mkdirSync(join(tree, 'deep', 'deeper'), {recursive: true});
	writeFileSync(join(tree, 'deep', 'deeper', 'random.bin'), Buffer.alloc(3_000_000, 'abcdefg'));
	writeFileSync(join(tree, 'run.sh'), '#!/bin/sh\n');
	chmodSync(join(tree, 'run.sh'), 0o750);
	writeFileSync(join(tree, 'empty'), '');
	writeFileSync(join(tree, '日本 \u001B[31m\u202E.txt'), 'wide');
	writeFileSync(Buffer.concat([Buffer.from(`${tree}/`), Buffer.from([0x62, 0xff, 0xfe])]), 'bytes');
	symlinkSync('deep/deeper', join(tree, 'short'));
	for (const name of ['run.sh', 'empty', 'deep/deeper/random.bin']) {
		utimesSync(join(tree, name), 1_500_000_000, 1_500_000_000);
	}
}

test('a tree is copied to the host and back with its modes, times, links and names', async () => {
	const {program, here, there} = await openFiles(here => plantTree(here));
	await program.shows('tree/');
	program.press('Tab', 'Down', 'c');
	await program.shows('Copy “tree” from this machine');
	program.press('Enter');
	await program.shows('Done: copy tree to web-1', {within: 30_000});
	assert.deepEqual(describeTree(there), describeTree(here));
	await program.shows(/tree\/.*tree\//);
	program.press('m');
	await program.shows('Make a directory on this machine');
	program.write('back');
	program.press('Enter');
	await program.shows('back/');
	program.press('Enter');
	await program.shows('Nothing here.');
	program.press('Tab', 'Down', 'c', 'Enter');
	await program.shows('Done: copy tree from web-1', {within: 30_000});
	assert.deepEqual(describeTree(join(here, 'back')), describeTree(there));
	assert.deepEqual(
		readdirSync(there).filter(name => name.endsWith('.part')),
		[],
	);
	program.press('q');
	await program.shows('1 host');
	program.press('q');
	assert.deepEqual(await program.exited, {code: 0, signal: 0});
});

test('what is in the way is asked about, and skipped or replaced as it is answered', async () => {
	const {program, here, there} = await openFiles((here, there) => {
		writeFileSync(join(here, 'a.txt'), 'from here');
		writeFileSync(join(there, 'a.txt'), 'there');
	});
	await program.shows('1 entry');
	program.press('Tab', 'Down', 'c', 'Enter');
	await program.shows('It is there already on web-1', {within: 20_000});
	program.press('Enter');
	await program.shows('1 skipped');
	assert.equal(readFileSync(join(there, 'a.txt'), 'utf8'), 'there');
	program.press('c', 'Enter');
	await program.shows('It is there already on web-1', {within: 20_000});
	program.press('Right', 'Enter');
	await until(() => readFileSync(join(there, 'a.txt'), 'utf8') === 'from here');
	assert.equal(readFileSync(join(here, 'a.txt'), 'utf8'), 'from here');
});

test('a file of the host is edited here and saved there', async () => {
	const [editor, temporary] = [join(tempDir('editor'), 'editor.sh'), tempDir('tmp')];
	writeFileSync(editor, '#!/bin/sh\nsed -i s/one/two/ "$1"\n');
	chmodSync(editor, 0o755);
	const {program, there} = await openFiles(
		(_, there) => {
			writeFileSync(join(there, 'notes.txt'), 'one\n');
			chmodSync(join(there, 'notes.txt'), 0o640);
		},
		{env: {EDITOR: editor, VISUAL: '', TMPDIR: temporary}},
	);
	await program.shows('notes.txt');
	program.press('Down', 'e');
	await until(() => readFileSync(join(there, 'notes.txt'), 'utf8') === 'two\n', {within: 20_000});
	await program.shows('Saved notes.txt on web-1.');
	assert.equal(statSync(join(there, 'notes.txt')).mode & 0o777, 0o640);
	program.press('q', 'q');
	await program.exited;
	assert.deepEqual(readdirSync(temporary), []);
});

for (const isChanged of [true, false]) {
	const what = isChanged ? 'a text that was changed is told of' : 'an unchanged copy is removed';
	test(`after a kill in the middle of an edit ${what} at the next start`, async t => {
		const [directory, temporary] = [tempDir('editor'), tempDir('tmp')];
		const [editor, mark] = [join(directory, 'editor.sh'), join(directory, 'pid')];
		const change = isChanged ? 'echo two >"$1"' : ':';
		writeFileSync(editor, `#!/bin/sh\n${change}\necho $$ >${mark}\nexec sleep 600\n`);
		chmodSync(editor, 0o755);
		const env = {EDITOR: editor, VISUAL: '', TMPDIR: temporary};
		const {program, sshd, there} = await openFiles(
			(_, there) => writeFileSync(join(there, 'notes.txt'), 'one\n'),
			{env},
		);
		await program.shows('notes.txt');
		program.press('Down', 'e');
		const pid = await until(() => existsSync(mark) && Number(readFileSync(mark, 'utf8')));
		t.after(() => endTree(pid));
		program.kill('SIGKILL');
		await program.exited;
		const scratch = (): readonly string[] =>
			readdirSync(temporary).filter(name => name.startsWith('sallyport-edit-'));
		const [name = ''] = scratch();
		// A demo knows nothing of what is the user's.
		const demo = openProgram(['--demo'], {cols: 200, rows: 40, env});
		await demo.shows('11 hosts');
		demo.press('q');
		assert.deepEqual(await demo.exited, {code: 0, signal: 0}, demo.describe());
		assert.deepEqual(scratch(), [name]);
		const config = sshd.writeConfig([sshd.configFor('web-1')]);
		const next = openProgram(['-F', config], {cols: 200, rows: 40, env});
		await next.shows('1 host');
		if (isChanged) {
			await next.shows('Not saved on web-1: an edit of');
			next.press('!');
			await next.shows('Notices');
			const words = next.screen().join('').replaceAll(/[\s│]/g, '');
			for (const path of [join(there, 'notes.txt'), join(temporary, name, 'notes.txt')]) {
				assert.ok(words.includes(path), words);
			}
			assert.deepEqual(readdirSync(join(temporary, name)), ['notes.txt']);
		} else {
			await until(() => scratch().length === 0);
		}
	});
}

test('a shell opens in the directory on show, and transfers are there when it ends', async () => {
	const {program, sshd, there} = await openFiles((_, there) => mkdirSync(join(there, "it's here")));
	await program.shows("it's here/");
	program.press('Down', 'Enter');
	await program.shows('Nothing here.');
	program.press('Ctrl+O');
	await until(() => !program.isAlternate);
	program.write('pwd; touch made-in-the-shell; exit\r');
	await program.shows('made-in-the-shell', {within: 20_000});
	await program.shows(/web-1 .*it's here/);
	assert.ok(existsSync(join(there, "it's here", 'made-in-the-shell')));
	// The shell went over the login of the columns.
	assert.equal(sshd.log().match(/Accepted publickey/g)?.length, 1);
});

test('a session that dies says so, keeps the listing, and comes back by itself', async () => {
	const {program, sshd, there} = await openFiles((_, there) => writeFileSync(join(there, 'stays.txt'), ''));
	await program.shows('stays.txt');
	await sshd.stop();
	await program.shows('The session on web-1 ended', {within: 20_000});
	await program.shows('stays.txt');
	program.press('d');
	await program.shows('There is no session on web-1. R connects.');
	assert.deepEqual(readdirSync(there), ['stays.txt']);
});
