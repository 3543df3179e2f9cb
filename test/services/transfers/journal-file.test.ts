import assert from 'node:assert/strict';
import {mkdirSync, readdirSync, renameSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {claimJournal, createJournal, findJournals} from '../../../source/services/transfers/journal-file.ts';
import {fillDisk, smallDisk} from '../../helpers/small-disk.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {request} from './run-in.ts';

const mebibyte = 1024 * 1024;
const marks = 60_000;

function begin(directory: string) {
	const journal = createJournal(directory, request(['/a', '/b', '/c'], '/to'), {createdAt: 1});
	const [name] = readdirSync(directory);
	for (const from of ['/a', '/b', '/c']) {
		journal.write({type: 'began', from, size: 1e12, mtime: 5});
	}
	journal.addMade('/d');
	journal.write({type: 'decided', from: '/a', name: 'a (2)', action: 'create'});
	return {journal, path: join(directory, name!)};
}

/** Marks two files again and again; gives how long the journal was at most, in bytes. */
function mark({journal, path}: ReturnType<typeof begin>): number {
	let longest = 0;
	for (let at = 1; at <= marks; at++) {
		for (const from of ['/a', '/b']) {
			journal.write({type: 'mark', from, at});
		}
		if (at % 1000 === 0) {
			longest = Math.max(longest, statSync(path).size);
		}
	}
	return longest;
}

test('a journal stays short however long a file takes, and loses nothing', () => {
	const directory = join(tempDir('journal'), 'transfers');
	const begun = begin(directory);
	begun.journal.addDone('/c', {size: 1e12, mtime: 5});
	assert.ok(mark(begun) < 1.2 * mebibyte);
	begun.journal.write({type: 'began', from: '/b', size: 7, mtime: 8});
	begun.journal.close();
	const [found, ...others] = findJournals(directory);
	assert.deepEqual([others, readdirSync(directory).length, found?.holder], [[], 1, process.pid]);
	const {journal} = found!;
	assert.deepEqual(
		[...journal.begun],
		[
			['/a', {size: 1e12, mtime: 5, mark: marks}],
			['/b', {size: 7, mtime: 8, mark: 0}],
		],
	);
	assert.deepEqual([...journal.done.keys()], ['/c']);
	assert.deepEqual([...journal.made], ['/d']);
	assert.deepEqual(journal.decided.get('/a'), {name: 'a (2)', action: 'create'});
	assert.equal(statSync(begun.path).mode & 0o777, 0o600);
});

test('a journal that cannot be made shorter goes on as it is', () => {
	const directory = join(tempDir('journal'), 'transfers');
	const begun = begin(directory);
	mkdirSync(`${begun.path}.new`);
	mark(begun);
	begun.journal.close();
	const [found] = findJournals(directory);
	assert.equal(found?.journal.begun.get('/a')?.mark, marks);
});

test('what a full disk cut short in a journal spoils nothing that comes later', t => {
	const disk = smallDisk(1, t);
	if (disk === null) {
		return;
	}
	const directory = join(disk.directory, 'transfers');
	const {journal} = begin(directory);
	fillDisk(join(disk.directory, 'filler'));
	for (let at = 1; at <= 100; at++) {
		journal.write({type: 'mark', from: '/a', at});
	}
	disk.resize(2);
	journal.write({type: 'mark', from: '/a', at: 101});
	journal.close();
	assert.equal(findJournals(directory)[0]?.journal.begun.get('/a')?.mark, 101);
});

test('what is left of a journal that was being made shorter goes when that is taken over', () => {
	const directory = join(tempDir('journal'), 'transfers');
	const {journal, path} = begin(directory);
	journal.close();
	const dead = path.replace(/[0-9a-f]{8}\.jsonl$/, '00000000.jsonl');
	renameSync(path, dead);
	writeFileSync(`${dead}.new`, '');
	assert.equal(findJournals(directory).length, 1);
	const claimed = claimJournal(directory, journal.id);
	assert.equal(claimed?.journal.begun.size, 3);
	assert.equal(readdirSync(directory).length, 1);
	claimed?.remove();
	assert.deepEqual(readdirSync(directory), []);
});

test('a journal knows each of very many directories', () => {
	const directory = join(tempDir('journal'), 'transfers');
	const {journal} = begin(directory);
	const from = Array.from({length: 150_000}, (_, number) => `/tree/${number}`);
	journal.write({type: 'making', from});
	journal.write({type: 'times', from, mtime: from.map(() => 1)});
	journal.close();
	const {making, times} = findJournals(directory)[0]!.journal;
	assert.deepEqual([making.size, times.size], [from.length, from.length]);
});
