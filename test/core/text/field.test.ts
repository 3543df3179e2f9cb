import assert from 'node:assert/strict';
import {test} from 'node:test';
import {edited, emptyField, type FieldEdit, fieldView, fieldWith} from '../../../source/core/text/field.ts';
import {cells} from '../../../source/core/text/fit.ts';

function after(text: string, ...edits: FieldEdit[]): string {
	const field = edits.reduce(edited, fieldWith(text));
	const parts = Array.from(new Intl.Segmenter().segment(field.text), part => part.segment);
	return [...parts.slice(0, field.cursor), '|', ...parts.slice(field.cursor)].join('');
}

test('inserts at the cursor', () => {
	assert.equal(after('web', 'left', {insert: 'XY'}), 'weXY|b');
});

test('deletes whole characters as a person sees them', () => {
	assert.equal(after('ae\u0301', 'delete-before'), 'a|');
	assert.equal(after('a👩\u200D👩\u200D👧', 'delete-before'), 'a|');
	assert.equal(after('ab', 'start', 'delete-after'), '|b');
});

test('deletes words and ends as readline does', () => {
	assert.equal(after('one two  ', 'delete-word'), 'one |');
	assert.equal(after('one two', 'left', 'delete-to-start'), '|o');
	assert.equal(after('one two', 'start', 'right', 'delete-to-end'), 'o|');
});

test('keeps the cursor inside', () => {
	assert.equal(after('a', 'left', 'left', 'left'), '|a');
	assert.equal(after('a', 'right', 'right'), 'a|');
	assert.equal(edited(emptyField, 'delete-before'), emptyField);
});

test('a pasted text becomes one line without control characters', () => {
	assert.equal(after('', {insert: 'ssh\r\n\tweb\u001B[2J'}), 'ssh web[2J|');
});

test('a field that fits is shown whole, with the cursor in cells', () => {
	assert.deepEqual(fieldView(fieldWith('web'), 10), {text: 'web', cursor: 3});
	assert.deepEqual(fieldView(fieldWith('日本'), 10), {text: '日本', cursor: 4});
	assert.deepEqual(fieldView({text: 'web-1', cursor: 0}, 10), {text: 'web-1', cursor: 0});
});

test('a long field scrolls to its cursor and tells that something is left of it', () => {
	assert.deepEqual(fieldView(fieldWith('abcdefghij'), 6), {text: '…ghij', cursor: 5});
	assert.deepEqual(fieldView({text: 'abcdefghij', cursor: 0}, 6), {text: 'abcde', cursor: 0});
});

test('hidden characters of a field are shown, and the cursor counts them', () => {
	assert.deepEqual(fieldView(fieldWith('a\u200B'), 20), {text: 'a‹U+200B›', cursor: 9});
});

test('the cursor of a field stays inside, whatever the width', () => {
	const text = '日本語 long e\u0301 👩\u200D👩\u200D👧 text';
	for (let width = 0; width < 30; width++) {
		for (let cursor = 0; cursor <= text.length; cursor++) {
			const view = fieldView({text, cursor}, width);
			assert.ok(view.cursor <= Math.max(0, width - 1) && cells(view.text) <= width, `${width} ${cursor}`);
		}
	}
});

test('a field that holds a megabyte is drawn as quickly as a short one', () => {
	const field = fieldWith('u'.repeat(1_000_000));
	const start = performance.now();
	for (let round = 0; round < 100; round++) {
		assert.deepEqual(fieldView(field, 6), {text: '…uuuu', cursor: 5});
	}
	// Half a minute where every character is measured.
	assert.ok(performance.now() - start < 10_000);
});

test('a long plain text is edited and shown as any other', () => {
	const plain = 'abc defg '.repeat(60);
	// A character of two cells at the far end takes the way of texts that are not plain.
	const other = `${plain}世`;
	for (const cursor of [0, 1, 30, 31, 200, plain.length - 1, plain.length]) {
		for (const width of [0, 1, 2, 10, 33]) {
			const [one, two] = [plain, other].map(text => fieldView({text, cursor}, width));
			const isAtEnd = cursor + width >= plain.length;
			assert.deepEqual(isAtEnd ? one!.cursor : one, isAtEnd ? two!.cursor : two, `${cursor} ${width}`);
		}
		const [one, two] = [plain, other].map(text => edited({text, cursor}, {insert: 'new'}));
		assert.deepEqual({...one, text: `${one!.text}世`}, two);
	}
});
