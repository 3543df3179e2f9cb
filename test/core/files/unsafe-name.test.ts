import assert from 'node:assert/strict';
import {test} from 'node:test';
import {decodeName} from '../../../source/core/files/byte-names.ts';
import {whyUnsafe} from '../../../source/core/files/unsafe-name.ts';

const unsafe = ['', '.', '..', '../x', '/abs', 'sub/../x', 'a/', 'a\0b', 'x'.repeat(256), '日'.repeat(86)];
for (const name of unsafe) {
	test(`${JSON.stringify(name.slice(0, 20))} is unsafe`, () => assert.notEqual(whyUnsafe(name), null));
}

const sound = [
	'a\nb',
	'\u001B[2J',
	'-rf',
	' x ',
	'...',
	'日'.repeat(85),
	'x'.repeat(255),
	'a:b',
	'a\\b',
	decodeName(new Uint8Array(255).fill(0xff)),
];
for (const name of sound) {
	test(`${JSON.stringify(name.slice(0, 20))} can be a name`, () => assert.equal(whyUnsafe(name), null));
}

test('macOS takes no colon', () => assert.match(whyUnsafe('a:b', 'darwin') ?? '', /colon/));
