import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
	foldedName,
	freeName,
	isPartName,
	isPlainName,
	partName,
} from '../../../source/core/transfers/names.ts';

const free = (name: string, ...taken: string[]): string =>
	freeName(
		name,
		one => taken.includes(one),
		one => Buffer.byteLength(one),
	);

test('a part file has a short hidden name that is told from all others', () => {
	assert.equal(partName('0123456789abcdef0123'), '.sallyport-0123456789abcdef.part');
	assert.ok(isPartName(partName('0123456789abcdef')));
	assert.ok(!isPartName('.sallyport-0123456789abcdeg.part'));
	assert.ok(!isPartName('x.sallyport-0123456789abcdef.part'));
});

test('a free name counts on, keeps the ending, and fits', () => {
	assert.equal(free('report.pdf'), 'report (2).pdf');
	assert.equal(free('report.pdf', 'report (2).pdf', 'report (3).pdf'), 'report (4).pdf');
	assert.equal(free('report (2).pdf'), 'report (3).pdf');
	assert.equal(free('report (a)'), 'report (a) (2)');
	assert.equal(free('.bashrc'), '.bashrc (2)');
	assert.equal(free('plain'), 'plain (2)');
	const long = free(`${'日'.repeat(84)}.md`);
	assert.ok(Buffer.byteLength(long) <= 255 && long.endsWith('日 (2).md'));
	assert.equal(free(`a.${'x'.repeat(253)}`), 'file (2)');
});

test('names are folded as file systems do that ignore case and composition', () => {
	assert.equal(foldedName('README'), foldedName('readme'));
	assert.equal(foldedName('Cafe\u0301'), foldedName('café'));
	assert.notEqual(foldedName('a'), foldedName('b'));
});

test('names that some systems change are told from those that all keep', () => {
	for (const name of ['a', 'a.b', '.a', 'a b', '-', 'READ_ME(1)']) {
		assert.ok(isPlainName(name), name);
	}
	for (const name of ['a.', 'a ', 'LONGNA~1.TXT', 'ä', 'a\u0007', '\u{10FFFF}', '']) {
		assert.ok(!isPlainName(name), name);
	}
});
