import assert from 'node:assert/strict';
import {test} from 'node:test';
import {decodeName, encodeName} from '../../../source/core/files/byte-names.ts';
import {printable} from '../../../source/core/text/printable.ts';

const escaped = (...bytes: number[]): string => String.fromCodePoint(...bytes.map(byte => 0x10ff00 + byte));

const cases: readonly [string, readonly number[] | string, string][] = [
	['plain text is itself', 'web-1.log', 'web-1.log'],
	['so is all that is valid UTF-8', '日本 é 🚀 \u202E\u0001\n', '日本 é 🚀 \u202E\u0001\n'],
	['a mark of byte order stays', '\uFEFFx', '\uFEFFx'],
	['bytes that are no UTF-8 become one character each', [0x61, 0xff, 0xfe], `a${escaped(0xff, 0xfe)}`],
	['a cut character as well', [0xe6, 0x97], escaped(0xe6, 0x97)],
	['a lone continuation', [0x80, 0x62], `${escaped(0x80)}b`],
	['an overlong form', [0xc0, 0xaf, 0xe0, 0x80, 0xaf], escaped(0xc0, 0xaf, 0xe0, 0x80, 0xaf)],
	['a surrogate', [0xed, 0xa0, 0x80], escaped(0xed, 0xa0, 0x80)],
	['what lies beyond Unicode', [0xf4, 0x90, 0x80, 0x80], escaped(0xf4, 0x90, 0x80, 0x80)],
	['Latin-1 between valid characters', [0xc3, 0xa9, 0xe9, 0x74], `é${escaped(0xe9)}t`],
	['a real character of the range', [0xf4, 0x8f, 0xbf, 0xbf], escaped(0xf4, 0x8f, 0xbf, 0xbf)],
	['the characters just below it stay', '\u{10FF00}\u{10FF7F}', '\u{10FF00}\u{10FF7F}'],
];
for (const [name, given, expected] of cases) {
	test(name, () => {
		const bytes = typeof given === 'string' ? new TextEncoder().encode(given) : Uint8Array.from(given);
		assert.equal(decodeName(bytes), expected);
		assert.deepEqual([...encodeName(expected)], [...bytes]);
	});
}

test('any bytes come back as they were', () => {
	let seed = 7;
	const random = (limit: number): number => {
		seed = (seed * 1103515245 + 12345) % 2 ** 31;
		return seed % limit;
	};
	const likely = [0x61, 0xf4, 0x8f, 0xbe, 0xbf, 0x80, 0xe6, 0x97, 0xa5, 0xed, 0xc3, 0xff];
	for (let round = 0; round < 3000; round++) {
		const bytes = Array.from({length: random(12)}, () => likely[random(likely.length)]!);
		const text = decodeName(Uint8Array.from(bytes));
		assert.deepEqual([...encodeName(text)], bytes, `${bytes}`);
		assert.ok(text.isWellFormed());
		assert.equal(JSON.parse(JSON.stringify(text)), text);
	}
});

test('such a name is shown by its bytes', () => {
	assert.equal(printable(decodeName(Uint8Array.from([0x61, 0xff, 0xfe]))), 'a\\xff\\xfe');
});
