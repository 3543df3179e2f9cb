import assert from 'node:assert/strict';
import {test} from 'node:test';
import {cells, clip, fit, wrap} from '../../../source/core/text/fit.ts';

test('wide characters count two cells, combining marks none', () => {
	assert.equal(cells('日本'), 4);
	assert.equal(cells('e\u0301'), 1);
	assert.equal(cells('🚀'), 2);
});

test('clipping marks the cut, at the end or in the middle', () => {
	assert.equal(clip('abcdef', 4), 'abc…');
	assert.equal(clip('abcdef', 6), 'abcdef');
	assert.equal(clip('deploy@long.example.net', 11, 'middle'), 'deplo…e.net');
	assert.equal(clip('abc', 0), '');
});

test('a wide character is never cut in half', () => {
	assert.equal(clip('日本語', 4), '日…');
	assert.equal(fit('日本語', 4), '日… ');
});

for (const width of [1, 2, 5, 9, 20]) {
	test(`a text fitted to ${width} cells has exactly that many`, () => {
		for (const text of [
			'',
			'a',
			'web-1',
			'日本語のホスト',
			'e\u0301e\u0301e\u0301',
			'👩\u200D👩\u200D👧 family',
		]) {
			assert.equal(cells(fit(text, width)), width, text);
			assert.equal(cells(fit(text, width, {cut: 'middle'})), width, text);
		}
	});
}

test('wrapping breaks at spaces, and words that are too long', () => {
	assert.deepEqual(wrap('one two three', 7), ['one two', 'three']);
	assert.deepEqual(wrap('abcdefghij', 4), ['abcd', 'efgh', 'ij']);
	assert.deepEqual(wrap('', 10), ['']);
});

test('a word of sixty thousand wide characters is looked through once', () => {
	const segment = Intl.Segmenter.prototype.segment;
	let length = 0;
	Intl.Segmenter.prototype.segment = function (text) {
		length += text.length;
		return segment.call(this, text);
	};
	let lines: string[];
	try {
		lines = wrap('日'.repeat(60_000), 81);
	} finally {
		Intl.Segmenter.prototype.segment = segment;
	}
	assert.equal(lines.length, 1500);
	assert.ok(lines.every(line => line === '日'.repeat(40)));
	// string-width segments each character once more.
	assert.ok(length <= 5 * 60_000, `${length} characters were segmented`);
});

test('a character wider than the line stands on a line of its own', () => {
	assert.deepEqual(wrap('日e\u0301本 a', 1), ['日', 'e\u0301', '本', 'a']);
});

test('a plain text is cut where any other is', () => {
	const plain = 'abcdefghij';
	for (let width = 0; width < 10; width++) {
		const end = clip(plain, width);
		assert.equal(end, width === 0 ? '' : `${plain.slice(0, width - 1)}…`);
		assert.equal(clip(`${plain}é`, width), end);
		const middle = clip(plain, width, 'middle');
		assert.equal(cells(middle), width);
		assert.equal(clip(`é${plain.slice(1)}`, width, 'middle').slice(1), middle.slice(1));
	}
});

test('a long text is cut as a short one, however many characters stand in one cell', () => {
	for (const part of ['é', '世', '👩‍👩‍👧', 'a\u0301', `a${'\u0301'.repeat(40)}`, ' a\u200B']) {
		const text = part.repeat(400);
		for (const width of [1, 2, 7, 20]) {
			const short = clip(part.repeat(width + 1), width);
			assert.equal(clip(text, width), short, `${part} ${width}`);
		}
	}
	const fitting = `a${'\u0301'.repeat(500)}`;
	assert.equal(clip(fitting, 1), fitting);
});
