import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
	indexOfBytes,
	looksBinary,
	offsetBefore,
	rowsFrom,
	type ViewLayout,
} from '../../../source/core/files/view-rows.ts';

const text: ViewLayout = {mode: 'text', width: 10, count: 100};

function part(content: string | Uint8Array, offset = 0) {
	return {offset, bytes: Buffer.from(content)};
}

function textsOf(content: string | Uint8Array, layout = text): readonly string[] {
	return rowsFrom(part(content), layout).map(row => row.text);
}

test('lines become rows, longer ones several', () => {
	assert.deepEqual(textsOf('a\n\n0123456789abc\nend'), ['a', '', '0123456789', 'abc', 'end']);
});

test('line ends of both kinds, tabs and wide characters are shown as they are meant', () => {
	assert.deepEqual(textsOf('a\r\nb\tc\r\n'), ['a', 'b       c']);
	assert.deepEqual(textsOf('日本語日本語'), ['日本語日本', '語']);
});

test('what could steer the terminal, and bytes that are no text, are escaped', () => {
	assert.deepEqual(textsOf('\u001B[2J\n', {...text, width: 40}), ['\\x1b[2J']);
	assert.deepEqual(textsOf(Uint8Array.of(0x61, 0xff, 0xfe, 0x0a), {...text, width: 40}), ['a\\xff\\xfe']);
});

test('rows name the bytes they are of, without a gap', () => {
	const content = Buffer.from('日本語 text\n\r\n\tx\u001B\n'.repeat(50));
	const rows = rowsFrom({offset: 1000, bytes: content}, {...text, count: 10_000});
	assert.equal(rows[0]?.offset, 1000);
	assert.equal(rows.at(-1)?.next, 1000 + content.length);
	for (const [index, row] of rows.entries()) {
		assert.equal(row.next, rows[index + 1]?.offset ?? row.next);
	}
});

test('rows before an offset are those that come to it going forward', () => {
	const content = Buffer.from('one\n\nthree is long enough to break\nfour\n');
	const all = rowsFrom({offset: 0, bytes: content}, text).map(row => row.offset);
	for (const [index, offset] of [...all, content.length].entries()) {
		for (let count = 1; count <= index; count++) {
			const before = offsetBefore({offset: 0, bytes: content.subarray(0, offset)}, {...text, count});
			assert.equal(before, all[index - count], `${count} before ${offset}`);
		}
	}
});

test('a line without an end is broken, however long it is', () => {
	const content = Buffer.alloc(100_000, 'x');
	const rows = rowsFrom({offset: 0, bytes: content}, {...text, width: 80, count: 3});
	assert.deepEqual(
		rows.map(row => row.offset),
		[0, 80, 160],
	);
	assert.equal(offsetBefore({offset: 0, bytes: content}, {...text, width: 80, count: 1}), 99_920);
});

test('numbers are shown with their place and their letters', () => {
	const [row] = rowsFrom(part('\0A\u001B~', 16), {mode: 'hex', width: 80, count: 1});
	assert.match(row?.text ?? '', /^00000010 {2}00 41 1b 7e .* {2}\.A\.~$/);
});

test('a NUL makes a file binary', () => {
	assert.equal(looksBinary(Buffer.from('a\0b')), true);
	assert.equal(looksBinary(Buffer.from('a\u001Bb')), false);
});

test('bytes are found in bytes', () => {
	const bytes = Buffer.from('aabaabaaab');
	assert.equal(indexOfBytes(bytes, Buffer.from('aaab')), 6);
	assert.equal(indexOfBytes(bytes, Buffer.from('c')), -1);
	assert.equal(indexOfBytes(bytes, Buffer.from('aaabx')), -1);
	assert.equal(indexOfBytes(bytes, Buffer.alloc(0)), -1);
});
