import assert from 'node:assert/strict';
import {test} from 'node:test';
import {nameFilter} from '../../../source/core/files/name-filter.ts';
import {compileGlob} from '../../../source/core/text/glob.ts';

const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
	['*', ['', 'a', '.b'], []],
	['*.txt', ['a.txt', '.txt'], ['a.txt2', 'txt']],
	['?', ['a', '日'], ['', 'ab']],
	['[a-c]x', ['ax', 'cx'], ['dx', 'x']],
	['[!a]x', ['bx'], ['ax']],
	['\\*', ['*'], ['a']],
	['a[', ['a['], ['a']],
];

for (const [pattern, fits, fitsNot] of cases) {
	test(`the pattern ${pattern} fits what it should`, () => {
		const matches = compileGlob(pattern);
		assert.deepEqual(
			fits.map(matches),
			fits.map(() => true),
		);
		assert.deepEqual(
			fitsNot.map(matches),
			fitsNot.map(() => false),
		);
	});
}

test('a pattern made to take for ever does not', () => {
	const started = performance.now();
	assert.equal(compileGlob(`${'*a'.repeat(30)}b`)('a'.repeat(255)), false);
	assert.ok(performance.now() - started < 500);
});

test('a filter is a part of the name, or a pattern; capitals count where they are typed', () => {
	assert.ok(nameFilter('read')('README.md'));
	assert.ok(!nameFilter('Read')('README.md'));
	assert.ok(nameFilter('*.md')('README.md'));
	assert.ok(!nameFilter('*.md')('README.md.bak'));
});
