import assert from 'node:assert/strict';
import {test} from 'node:test';
import {readChords, typedText} from '../../source/commands/chords.ts';

const cases: readonly [string, string, readonly string[]][] = [
	['several characters are several keys', 'jjj', ['j', 'j', 'j']],
	['an Enter in a clump counts', 'abc\r', ['a', 'b', 'c', 'Enter']],
	['a line feed is Enter too', '\n', ['Enter']],
	['CR LF is one Enter', 'a\r\nb', ['a', 'Enter', 'b']],
	['a clump of text and sequences', 'jj\u001B[Bjj', ['j', 'j', 'Down', 'j', 'j']],
	['a lone Esc', '\u001B', ['Esc']],
	['arrows in normal and application mode', '\u001B[A\u001BOB', ['Up', 'Down']],
	['F-keys of VT and xterm kind', '\u001BOP\u001B[11~\u001B[15~\u001B[24~', ['F1', 'F1', 'F5', 'F12']],
	['F-keys of the Linux console', '\u001B[[A\u001B[[E', ['F1', 'F5']],
	[
		'paging and editing keys',
		'\u001B[5~\u001B[6~\u001B[2~\u001B[3~\u001B[H\u001B[4~',
		['PageUp', 'PageDown', 'Insert', 'Delete', 'Home', 'End'],
	],
	['modifiers', '\u001B[1;5A\u001B[1;2B\u001B[3;5~', ['Ctrl+Up', 'Shift+Down', 'Ctrl+Delete']],
	['Shift+Tab', '\u001B[Z', ['Shift+Tab']],
	['Backspace, whichever code it has', '\u007F\b', ['Backspace', 'Backspace']],
	['control letters', '\u0003\u000C\u0015', ['Ctrl+C', 'Ctrl+L', 'Ctrl+U']],
	['Tab and Space', '\t ', ['Tab', 'Space']],
	['Alt with a character', '\u001Bx', ['Alt+x']],
	['CSI u keys', '\u001B[106;5u\u001B[13u\u001B[103;2u', ['Ctrl+J', 'Enter', 'G']],
	['composed characters and emoji are one key', 'e\u0301👩\u200D👧', ['e\u0301', '👩\u200D👧']],
	['reports of the terminal are no keys', '\u001B[12;40R\u001B[?62c\u001B[Ia', ['a']],
];
for (const [name, input, expected] of cases) {
	test(name, () => {
		assert.deepEqual(readChords(input), expected);
	});
}

test('typed text is a character or a space, never the name of a key', () => {
	assert.equal(typedText('a'), 'a');
	assert.equal(typedText('Space'), ' ');
	assert.equal(typedText('日'), '日');
	assert.equal(typedText('Enter'), null);
	assert.equal(typedText('Ctrl+U'), null);
});
