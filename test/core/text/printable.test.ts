import assert from 'node:assert/strict';
import {test} from 'node:test';
import {printable, printableLines, printableName} from '../../../source/core/text/printable.ts';

const cases: readonly [string, string, string][] = [
	['leaves plain text alone', 'web-1.example.net', 'web-1.example.net'],
	['leaves letters of any script, combining marks and emoji alone', '日本 é e\u0301 🚀', '日本 é e\u0301 🚀'],
	['keeps a family of emoji together', '👩\u200D👩\u200D👧', '👩\u200D👩\u200D👧'],
	['shows escape sequences', '\u001B[2J\u001B]0;pwn\u0007', '\\x1b[2J\\x1b]0;pwn\\x07'],
	['shows line ends, tabs and DEL', 'a\r\nb\tc\u007F', 'a\\x0d\\x0ab\\x09c\\x7f'],
	['shows C1 controls', 'a\u009B31m', 'a\\x9b31m'],
	['shows bidirectional controls', 'safe\u202Egnp.exe', 'safe‹U+202E›gnp.exe'],
	['shows zero-width characters', 'pay\u200Bpal\uFEFF', 'pay‹U+200B›pal‹U+FEFF›'],
	['shows a joiner that joins no emoji', 'a\u200Db', 'a‹U+200D›b'],
	['shows lone surrogates', 'x\uD800y', 'x‹U+D800›y'],
	['shows the bytes of a name that is not UTF-8', 'a\u{10FFFF}\u{10FF80}', 'a\\xff\\x80'],
	['shows tag characters', 'x\u{E0041}', 'x‹U+E0041›'],
];
for (const [name, input, expected] of cases) {
	test(name, () => {
		assert.equal(printable(input), expected);
	});
}

test('lines are split at any line end, cleaned, and stripped of what trails', () => {
	assert.deepEqual(printableLines('one\r\ntwo\r\u001B[1mthree\t.\n\n'), ['one', 'two', '\\x1b[1mthree    .']);
});

test('blanks at the ends of a name are shown, those within it are left alone', () => {
	assert.equal(printableName(' a b  '), '\\x20a b\\x20\\x20');
	assert.equal(printableName('\u3000\u00A0x\n'), '‹U+3000›\\xa0x\\x0a');
	assert.equal(printableName('  '), '\\x20\\x20');
});
