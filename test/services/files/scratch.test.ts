import assert from 'node:assert/strict';
import {
	chmodSync,
	chownSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {makeScratch, sweepScratches} from '../../../source/services/files/scratch.ts';
import {createJournal} from '../../../source/services/transfers/journal-file.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {request} from '../transfers/run-in.ts';

const origin = {host: 'web-1', path: '/srv/notes.md'};
const none = '/nonexistent';

/** What a program that was killed left of an edit, after `change`: it had this pid, and another start. */
async function leave(parent: string, change: (directory: string) => void = () => {}): Promise<string> {
	const scratch = await makeScratch(parent);
	scratch.note(origin, 'notes.md', Buffer.from('one\n'));
	writeFileSync(join(scratch.path, 'notes.md'), 'one\n');
	const directory = scratch.path.replace(/[0-9a-f]{8}-(\w{6})$/, '00000000-$1');
	renameSync(scratch.path, directory);
	change(directory);
	return directory;
}

test('of what a killed program left all goes in which nothing is the user’s, and nothing of one that runs', async () => {
	const parent = tempDir('scratch');
	const running = await makeScratch(parent);
	running.note(origin, 'notes.md', Buffer.from('one\n'));
	writeFileSync(join(running.path, 'notes.md'), 'one\n');
	await leave(parent);
	// It was saved, or not fetched yet.
	await leave(parent, directory => rmSync(join(directory, 'notes.md')));
	await leave(parent, directory => {
		for (const name of readdirSync(directory)) {
			rmSync(join(directory, name));
		}
	});
	assert.deepEqual(await sweepScratches(parent, none), []);
	assert.deepEqual(readdirSync(parent), [running.path.slice(parent.length + 1)]);
	assert.ok(existsSync(join(running.path, 'notes.md')));
	running.remove();
	assert.deepEqual(readdirSync(parent), []);
});

test('what is not as it was fetched stays, and is told once, however many look', async () => {
	const changes: ReadonlyArray<(directory: string) => void> = [
		directory => writeFileSync(join(directory, 'notes.md'), 'two\n'),
		directory => writeFileSync(join(directory, 'notes.md'), 'one\nand more\n'),
		directory => writeFileSync(join(directory, '.notes.md.swp'), 'unsaved'),
		directory => renameSync(join(directory, 'notes.md'), join(directory, 'other')),
		directory => {
			rmSync(join(directory, 'notes.md'));
			symlinkSync('/etc/hostname', join(directory, 'notes.md'));
		},
		directory => {
			rmSync(join(directory, 'notes.md'));
			mkdirSync(join(directory, 'notes.md'));
		},
	];
	for (const [index, change] of changes.entries()) {
		const parent = tempDir('scratch');
		const directory = await leave(parent, change);
		const left = [2, 3].includes(index) ? directory : join(directory, 'notes.md');
		const before = readdirSync(directory).length;
		const told = await Promise.all([sweepScratches(parent, none), sweepScratches(parent, none)]);
		assert.deepEqual(told.flat(), [{...origin, left}]);
		assert.equal(readdirSync(directory).length, before - 1);
		assert.deepEqual(await sweepScratches(parent, none), []);
		assert.ok(existsSync(directory));
	}
});

test('a text that a transfer is still to bring is left to that', async () => {
	const parent = tempDir('scratch');
	const journals = join(tempDir('journal'), 'transfers');
	const directory = await leave(parent, place => writeFileSync(join(place, 'notes.md'), 'two\n'));
	const copy = join(directory, 'notes.md');
	const journal = createJournal(journals, request([copy], '/srv', {to: 'web-1'}), {createdAt: 0});
	assert.deepEqual(await sweepScratches(parent, journals), []);
	journal.remove();
	assert.deepEqual(await sweepScratches(parent, journals), [{...origin, left: copy}]);
	assert.equal(readFileSync(copy, 'utf8'), 'two\n');
});

test('what is no private directory of ours, or has another name or layout, is not touched', async () => {
	const spoilers: ReadonlyArray<(directory: string) => void> = [
		directory => chmodSync(directory, 0o755),
		directory => renameSync(directory, `${directory}\u001B[2J`),
		directory => renameSync(directory, directory.replace(/\.\d+\./, '.')),
		directory => {
			renameSync(directory, `${directory}.elsewhere`);
			symlinkSync(`${directory}.elsewhere`, directory);
		},
		directory => {
			rmSync(directory, {recursive: true});
			writeFileSync(directory, '');
		},
		directory => writeFileSync(join(directory, '=origin.json'), '{"name":"../notes.md"}'),
		directory => writeFileSync(join(directory, '=origin.json'), 'no JSON'),
		directory => rmSync(join(directory, '=origin.json')),
		directory => {
			rmSync(join(directory, '=origin.json'));
			symlinkSync('/etc/hostname', join(directory, '=origin.json'));
		},
		...(process.getuid?.() === 0 ? [(directory: string) => chownSync(directory, 4242, 4242)] : []),
	];
	for (const spoil of spoilers) {
		const parent = tempDir('scratch');
		await leave(parent, spoil);
		const before = readdirSync(parent, {recursive: true});
		assert.deepEqual(await sweepScratches(parent, none), []);
		assert.deepEqual(readdirSync(parent, {recursive: true}), before);
	}
	assert.deepEqual(await sweepScratches(none, none), []);
});
