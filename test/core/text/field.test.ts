import assert from 'node:assert/strict';
import {test} from 'node:test';
import {edited, emptyField, type FieldEdit, fieldWith} from '../../../source/core/text/field.ts';

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
