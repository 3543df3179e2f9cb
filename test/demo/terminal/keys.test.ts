import assert from 'node:assert/strict';
import {test} from 'node:test';
import {decodeKeys} from '../../../source/demo/terminal/keys.ts';

const names = (text: string): string[] =>
	decodeKeys(text).keys.map(key => (key.name === 'text' ? `"${key.text}"` : key.name));

const cases: Array<[what: string, text: string, keys: string[]]> = [
	['letters that arrive together', 'ls -l', ['"ls -l"']],
	['a line and its Enter in one piece', 'ls\r', ['"ls"', 'enter']],
	['several pasted lines', 'one\rtwo\r', ['"one"', 'enter', '"two"', 'enter']],
	['pasted lines with CRLF', 'one\r\ntwo', ['"one"', 'enter', '"two"']],
	['arrows of both kinds', '\u001B[A\u001BOB', ['up', 'down']],
	['Home, End and Delete', '\u001B[H\u001B[4~\u001B[3~', ['home', 'end', 'delete']],
	['sequences that mean nothing here', 'a\u001B[15~\u001B[1;5Cb\u001Bxc', ['"a"', '"b"', '"c"']],
	['wide characters and emoji', '日本👩‍🚀', ['"日本👩‍🚀"']],
	[
		'controls',
		'\u0001\u0005\u0015\u0017\u0003\u0004\f\t\u007F',
		['home', 'end', 'kill-left', 'kill-word', 'interrupt', 'end-of-input', 'clear', 'complete', 'backspace'],
	],
	['other controls and C1', '\u0000\u001A\u009Bx', ['"x"']],
];
for (const [what, text, keys] of cases) {
	test(`reads ${what}`, () => assert.deepEqual(names(text), keys));
}

test('keeps an escape sequence that is not complete for the next piece', () => {
	const first = decodeKeys('a\u001B[1');
	assert.deepEqual(first.keys, [{name: 'text', text: 'a'}]);
	assert.deepEqual(decodeKeys(`${first.rest}~b`).keys, [{name: 'home'}, {name: 'text', text: 'b'}]);
});

test('gives up on an escape sequence without end', () => {
	assert.equal(decodeKeys(`\u001B[${'1;'.repeat(100)}`).rest, '');
});
