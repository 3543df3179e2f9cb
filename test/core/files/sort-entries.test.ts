import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type FileEntry, typeOfMode} from '../../../source/core/files/entry.ts';
import {type FileOrder, isHidden, sortEntries} from '../../../source/core/files/sort-entries.ts';

function entry(name: string, size = 0, mtime = 0, type: FileEntry['type'] = 'file'): FileEntry {
	return {name, size, mtime, type, mode: 0o644, uid: 0, gid: 0, refused: null};
}
const entries = [
	entry('beta.txt', 10, 300),
	entry('Alpha.zip', 30, 100),
	entry('alpha.zip', 20, 200),
	entry('src', 4096, 50, 'directory'),
	entry('.hidden', 5, 400),
	entry('Docs', 4096, 60, 'directory'),
];
const cases: readonly [FileOrder, string][] = [
	[{by: 'name', isReversed: false}, 'Docs src .hidden Alpha.zip alpha.zip beta.txt'],
	[{by: 'name', isReversed: true}, 'src Docs beta.txt alpha.zip Alpha.zip .hidden'],
	[{by: 'size', isReversed: false}, 'Docs src Alpha.zip alpha.zip beta.txt .hidden'],
	[{by: 'modified', isReversed: false}, 'Docs src .hidden beta.txt alpha.zip Alpha.zip'],
	[{by: 'extension', isReversed: false}, 'Docs src .hidden beta.txt Alpha.zip alpha.zip'],
];
for (const [order, expected] of cases) {
	test(`sorts by ${order.by}${order.isReversed ? ', reversed' : ''}`, () => {
		assert.equal(
			sortEntries(entries, order)
				.map(({name}) => name)
				.join(' '),
			expected,
		);
	});
}

test('a name with a dot first is hidden', () => assert.ok(isHidden('.x') && !isHidden('x.y')));

test('the type is read from a mode', () => {
	assert.deepEqual([0o100644, 0o40755, 0o120777, 0o10600, 0o140755].map(typeOfMode), [
		'file',
		'directory',
		'link',
		'other',
		'other',
	]);
});
