import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {FileEntry} from '../../../source/core/files/entry.ts';
import {
	compareNames,
	entryOrder,
	mergedEntries,
	reversedEntries,
	sortInSteps,
} from '../../../source/core/files/order.ts';

function entry(name: string, more: Partial<FileEntry> = {}): FileEntry {
	return {name, type: 'file', size: 0, mtime: 0, mode: 0o644, uid: 0, gid: 0, refused: null, ...more};
}

const sortedNames: readonly (readonly [string, readonly string[]])[] = [
	['numbers count as people count', ['log-1', 'log-2', 'log-10', 'log-010a']],
	['capitals stand beside small letters', ['A', 'a', 'B', 'b']],
	['zeros before a number do not count', ['a1', 'a02', 'a3']],
	['a shorter name comes before a longer one', ['a', 'a.txt', 'ab']],
	['huge numbers are compared digit by digit', ['9'.repeat(30), `1${'0'.repeat(30)}`]],
];

for (const [name, names] of sortedNames) {
	test(`in the order of names ${name}`, () => {
		assert.deepEqual(names.toReversed().sort(compareNames), names);
	});
}

test('two different names are never equal', () => {
	assert.notEqual(compareNames('a01', 'a1'), 0);
	assert.notEqual(compareNames('A', 'a'), 0);
});

test('directories stay first when the order is reversed', () => {
	const entries = [entry('b'), entry('d', {type: 'directory'}), entry('a')];
	const names = entries.toSorted(entryOrder({by: 'name', isReversed: true})).map(({name}) => name);
	assert.deepEqual(names, ['d', 'b', 'a']);
});

test('the largest, the latest and the extension order as they say', () => {
	const entries = [entry('a.z', {size: 1, mtime: 3}), entry('b.a', {size: 3, mtime: 1}), entry('c')];
	const by = (order: 'size' | 'time' | 'extension') =>
		entries.toSorted(entryOrder({by: order, isReversed: false})).map(({name}) => name);
	assert.deepEqual(by('size'), ['b.a', 'a.z', 'c']);
	assert.deepEqual(by('time'), ['a.z', 'b.a', 'c']);
	assert.deepEqual(by('extension'), ['c', 'b.a', 'a.z']);
});

test('lists in order merge into one in order', () => {
	const order = entryOrder({by: 'name', isReversed: false});
	const merged = mergedEntries([entry('a'), entry('c')], [entry('b'), entry('d')], order);
	assert.deepEqual(
		merged.map(({name}) => name),
		['a', 'b', 'c', 'd'],
	);
});

test('many entries are put in order step by step as they are at once', () => {
	const entries = Array.from({length: 10_001}, (_, index) =>
		entry(`n${(index * 7919) % 10_001}`, {type: index % 3 === 0 ? 'directory' : 'file'}),
	);
	const order = entryOrder({by: 'name', isReversed: false});
	const steps = sortInSteps(entries, order);
	let step = steps.next();
	let count = 0;
	while (step.done !== true) {
		step = steps.next();
		count++;
	}
	assert.ok(count > 3);
	assert.deepEqual(step.value, entries.toSorted(order));
	const back = entryOrder({by: 'name', isReversed: true});
	assert.deepEqual(reversedEntries(step.value), entries.toSorted(back));
	assert.deepEqual([...sortInSteps([], order)], []);
});
