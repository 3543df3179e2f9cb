import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Key} from '../../../source/demo/terminal/keys.ts';
import {edit, type Line, lineOf, textOf} from '../../../source/demo/terminal/line.ts';

const shown = ({before, after}: Line): string => `${before.join('')}|${after.join('')}`;
const after = (start: string, ...keys: Array<Exclude<Key['name'], 'text'> | {text: string}>): string =>
	shown(
		keys.reduce<Line>(
			(line, key) => edit(line, typeof key === 'string' ? {name: key} : {name: 'text', ...key}),
			lineOf(start),
		),
	);

test('types where the cursor is', () => assert.equal(after('ad', 'left', {text: 'bc'}), 'abc|d'));
test('Backspace and Delete take a character on either side', () => {
	assert.equal(after('abc', 'left', 'backspace'), 'a|c');
	assert.equal(after('abc', 'left', 'delete'), 'ab|');
	assert.equal(after('', 'backspace', 'delete'), '|');
});
test('the cursor stops at both ends', () => {
	assert.equal(after('ab', 'right', 'left', 'left', 'left'), '|ab');
	assert.equal(after('ab', 'home', 'right', 'end'), 'ab|');
});
test('Ctrl+U and Ctrl+K empty one side', () => {
	assert.equal(after('abcd', 'left', 'left', 'kill-left'), '|cd');
	assert.equal(after('abcd', 'left', 'left', 'kill-right'), 'ab|');
});
test('Ctrl+W takes the word and the spaces after it', () => {
	assert.equal(after('cat one  ', 'kill-word'), 'cat |');
	assert.equal(after('cat', 'kill-word'), '|');
	assert.equal(after('one two', 'left', 'kill-word'), 'one |o');
});
test('a character of several code points is one', () => {
	assert.equal(after('a👩‍🚀', 'backspace'), 'a|');
	assert.equal(after('日本', 'left'), '日|本');
});
test('a combining mark typed alone joins the character before it', () => {
	assert.equal(after('e', {text: '\u0301'}, 'backspace'), '|');
});
test('Enter changes nothing', () => assert.equal(textOf(edit(lineOf('ab'), {name: 'enter'})), 'ab'));
