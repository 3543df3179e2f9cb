import assert from 'node:assert/strict';
import {test} from 'node:test';
import {bytesOf, textOf} from '../../../source/core/text/byte-text.ts';

test('every byte comes back, whatever the bytes are', () => {
	const cases = [
		Uint8Array.from({length: 256}, (_, byte) => byte),
		Uint8Array.from({length: 5000}, (_, n) => (n * n * 31 + n) % 256),
		new TextEncoder().encode('\uFEFFHost ü 日本 👩‍💻\r\n'),
		Uint8Array.of(0xed, 0xa0, 0x80, 0xf0, 0x9f, 0x98, 0xc0, 0x80, 0xe2, 0x82),
		new Uint8Array(),
	];
	for (const bytes of cases) {
		assert.deepEqual(bytesOf(textOf(bytes)), bytes);
	}
});

test('what is UTF-8 is read as such beside what is not', () => {
	assert.equal(textOf(Uint8Array.of(0xff, ...new TextEncoder().encode('jürgen'))), '\uDCFFjürgen');
});
