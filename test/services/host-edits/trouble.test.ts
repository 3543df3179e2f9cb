import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {
	chmodSync,
	chownSync,
	closeSync,
	existsSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
	writeSync,
} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {emptyDraft} from '../../../source/core/hosts/edit/host-draft.ts';
import {openHostEdits} from '../../../source/services/host-edits/host-edits.ts';
import {openSshConfig} from '../../../source/services/ssh-config/ssh-config.ts';
import {smallDisk} from '../../helpers/small-disk.ts';
import {tempDir} from '../../helpers/temp-dir.ts';

const old = 'Host a\n  Port 1\n';
const fixtures = join(import.meta.dirname, '../../fixtures');

function open(file: string, state: string) {
	const ssh = {program: 'ssh', configFile: file, env: process.env};
	const config = openSshConfig({ssh});
	return openHostEdits({ssh, config, places: {state, now: Date.now}});
}

async function add(edits: ReturnType<typeof open>, file: string): Promise<void> {
	const plan = await edits.plan('add', {kind: 'add', draft: {...emptyDraft, names: ['web']}, file});
	await edits.apply(plan).finally(plan.close);
}

async function undo(edits: ReturnType<typeof open>): Promise<void> {
	const plan = await edits.planUndo();
	assert.ok(plan);
	await edits.undo(plan).finally(plan.close);
}

/** Takes all the room there is; gives what frees it. */
function fill(directory: string): () => void {
	const file = join(directory, 'filler');
	const descriptor = openSync(file, 'w');
	try {
		for (;;) {
			writeSync(descriptor, Buffer.alloc(4096));
		}
	} catch {
	} finally {
		closeSync(descriptor);
	}
	return () => rmSync(file);
}

test('on a full disk a change and an undo leave the file as it is, and work once there is room', async t => {
	const disk = smallDisk(1, t);
	if (disk === null) {
		return;
	}
	const file = join(disk.directory, 'config');
	writeFileSync(file, old);
	const edits = open(file, join(tempDir('state'), 'state'));
	const full = /config could not be changed: the disk is full\. It is as it was\./;
	let free = fill(disk.directory);
	await assert.rejects(add(edits, file), full);
	assert.equal(readFileSync(file, 'utf8'), old);
	assert.deepEqual(readdirSync(disk.directory).toSorted(), ['config', 'filler']);
	assert.equal(await edits.lastChange(), null);
	free();
	await add(edits, file);
	const made = readFileSync(file, 'utf8');
	assert.match(made, /Host web/);
	free = fill(disk.directory);
	await assert.rejects(undo(edits), full);
	assert.equal(readFileSync(file, 'utf8'), made);
	free();
	await undo(edits);
	assert.equal(readFileSync(file, 'utf8'), old);
});

test('where the disk of the backups is full nothing is changed', async t => {
	const disk = smallDisk(1, t);
	if (disk === null) {
		return;
	}
	const file = join(tempDir('config'), 'config');
	writeFileSync(file, old);
	const edits = open(file, join(disk.directory, 'state'));
	const free = fill(disk.directory);
	await assert.rejects(
		add(edits, file),
		/Nothing was changed: no backup could be kept in .*: the disk is full\./,
	);
	assert.equal(readFileSync(file, 'utf8'), old);
	free();
	await add(edits, file);
	assert.match(readFileSync(file, 'utf8'), /Host web/);
});

const nobody = 65_534;

/** Runs Node as an ordinary user; gives what it says. */
function runAsUser(home: string, ...words: string[]): string {
	const {stderr} = spawnSync(process.execPath, words, {
		encoding: 'utf8',
		env: {...process.env, TMPDIR: home},
		uid: nobody,
		gid: nobody,
	});
	return stderr;
}

/** What a program of an ordinary user says when it adds a host to a file. */
function addAsUser(home: string, file: string): string {
	return runAsUser(home, '--import', 'tsx', join(fixtures, 'add-host.ts'), home, file);
}

test('what an ordinary user may not change is left as it is, with words that say why', t => {
	if (process.getuid?.() !== 0) {
		t.skip('only root can make files of others');
		return;
	}
	const home = tempDir('user');
	chownSync(home, nobody, nobody);
	if (runAsUser(home, '--import', 'tsx', '-e', '') !== '') {
		t.skip('the program is where others cannot read it');
		return;
	}
	const locked = join(home, 'locked');
	mkdirSync(locked);
	const cases: Array<[name: string, owner: number, mode: number, words: RegExp]> = [
		['own', nobody, 0o600, /could not be changed: its directory cannot be written\. It is as it was\./],
		['read-only', nobody, 0o400, /is read-only: nothing was changed/],
		['theirs', 0, 0o644, /belongs to somebody else: nothing was changed/],
		['secret', 0, 0o600, /cannot be read: it is not changed/],
	];
	for (const [name, owner, mode, words] of cases) {
		const file = join(locked, name);
		writeFileSync(file, old);
		chownSync(file, owner, owner);
		chmodSync(file, mode);
		assert.match(addAsUser(home, file), words, name);
		assert.equal(readFileSync(file, 'utf8'), old);
		assert.ok(readdirSync(locked).every(each => cases.some(([known]) => known === each)));
	}
	const journal = join(home, 'state/config-undo.json');
	assert.deepEqual(existsSync(journal) ? JSON.parse(readFileSync(journal, 'utf8')).entries : [], []);
	chownSync(locked, nobody, nobody);
	assert.equal(addAsUser(home, join(locked, 'own')), '');
	assert.match(readFileSync(join(locked, 'own'), 'utf8'), /Host web/);
	const foreign = join(locked, 'foreign');
	writeFileSync(foreign, old);
	chownSync(foreign, nobody, 0);
	assert.match(
		addAsUser(home, foreign),
		/could not be changed: its owner and group cannot be given to the new file in its place\. It is as it was\./,
	);
	assert.equal(readFileSync(foreign, 'utf8'), old);
	assert.equal(JSON.parse(readFileSync(journal, 'utf8')).entries.length, 1);
});

test('killed at any moment of a change of two files, each is whole, and undo brings both back', async () => {
	const home = tempDir('kill2');
	mkdirSync(join(home, 'conf.d'));
	const [file, more] = [join(home, 'conf.d/config'), join(home, 'conf.d/more')];
	const filler = Array.from({length: 2000}, (_, n) => `Host h${n}\n  Port ${n + 1}\n`).join('');
	const before = [`Include ${more}\nHost web\n  Port 5\n${filler}`, `${filler}Host app\n  ProxyJump web\n`];
	const after = [before[0]?.replace('Host web', 'Host site'), before[1]?.replace('Jump web', 'Jump site')];
	let isNew = 0;
	for (let round = 0; round < 10; round++) {
		writeFileSync(file, before[0] as string);
		writeFileSync(more, before[1] as string);
		const child = spawn(process.execPath, ['--import', 'tsx', join(fixtures, 'rename-host.ts'), home, file], {
			stdio: ['ignore', 'pipe', 'inherit'],
			env: {...process.env, TMPDIR: home},
		});
		await once(child.stdout, 'data');
		const killer = setTimeout(() => child.kill('SIGKILL'), 3 ** round / 27);
		await once(child, 'exit');
		clearTimeout(killer);
		for (const [index, path] of [file, more].entries()) {
			const text = readFileSync(path, 'utf8');
			assert.ok(text === before[index] || text === after[index], `round ${round}: ${path}`);
			isNew += text === after[index] ? 1 : 0;
		}
		const edits = open(file, join(home, 'state'));
		for (let plan = await edits.planUndo(); plan !== null; plan = await edits.planUndo()) {
			await edits.undo(plan).finally(plan.close);
		}
		assert.deepEqual([readFileSync(file, 'utf8'), readFileSync(more, 'utf8')], before, `round ${round}`);
	}
	assert.ok(isNew > 0);
});

test('a host is not moved between two paths of one file', async () => {
	const directory = tempDir('edit');
	const [file, real, link] = ['config', 'real', 'link'].map(name => join(directory, name)) as [
		string,
		string,
		string,
	];
	writeFileSync(file, `Include ${link} ${real}\n`);
	writeFileSync(real, old);
	symlinkSync('real', link);
	const edits = open(file, join(directory, 'state'));
	const at = {file: link, line: 1};
	const draft = await edits.draft(at);
	await assert.rejects(edits.plan('move', {kind: 'change', at, draft, file: real}), /are one file/);
	assert.equal(readFileSync(real, 'utf8'), old);
});

test('what ssh says of a config that it does not accept is told in whole sentences', async () => {
	const home = tempDir('recursive');
	const file = join(home, 'config');
	const other = join(home, 'other');
	writeFileSync(file, `Include ${other}\n${old}`);
	writeFileSync(other, `Include ${other}\n`);
	const edits = open(file, join(home, 'state'));
	const plan = await edits.plan('add', {kind: 'add', draft: {...emptyDraft, names: ['web']}, file});
	await plan.close();
	assert.match(plan.notes.join('\n'), /recursive configuration includes\. What changes/);
});
