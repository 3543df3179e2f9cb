import assert from 'node:assert/strict';
import {test} from 'node:test';
import {modeText, octalText, parseMode, sizeText, timeText} from '../../../source/core/files/show-entry.ts';

const sizes: readonly (readonly [number, string])[] = [
	[0, '0 B'],
	[999, '999 B'],
	[1000, '1.0 K'],
	[1536, '1.5 K'],
	[10 * 1024, '10 K'],
	[1023 * 1024, '1.0 M'],
	[5 * 1024 ** 3, '5.0 G'],
	[1e15, '909 T'],
	[2 ** 63, '8.0 E'],
];

for (const [bytes, text] of sizes) {
	test(`${bytes} bytes are ${text}`, () => {
		assert.equal(sizeText(bytes), text);
		assert.ok(sizeText(bytes).length <= 6);
	});
}

const modes: readonly (readonly [number, string, string])[] = [
	[0o644, 'rw-r--r--', '0644'],
	[0o755, 'rwxr-xr-x', '0755'],
	[0o4755, 'rwsr-xr-x', '4755'],
	[0o2644, 'rw-r-Sr--', '2644'],
	[0o1777, 'rwxrwxrwt', '1777'],
	[0o1000, '--------T', '1000'],
	[0, '---------', '0000'],
];

for (const [mode, letters, octal] of modes) {
	test(`a mode of ${octal} is ${letters}, and is read from both`, () => {
		assert.equal(modeText(mode), letters);
		assert.equal(octalText(mode), octal);
		assert.equal(parseMode(letters), mode);
		assert.equal(parseMode(octal), mode);
	});
}

test('what is no mode is none', () => {
	for (const text of ['', '8', '99', '64', '00644', 'rwx', 'rw-r--r-x-', 'u+x', '0x1ff']) {
		assert.equal(parseMode(text), null, text);
	}
});

test('times are twelve cells, near ones with the hour and far ones with the year', () => {
	const now = new Date(2026, 10, 24, 12, 0).getTime();
	const at = (...parts: [number, number, number, number, number]) => new Date(...parts).getTime() / 1000;
	assert.equal(timeText(at(2026, 10, 24, 9, 5), now), 'Nov 24 09:05');
	assert.equal(timeText(at(2019, 2, 3, 9, 5), now), 'Mar  3  2019');
	assert.equal(timeText(at(2031, 2, 3, 9, 5), now), 'Mar  3  2031');
	for (const odd of [0, -1e9, 1e15, Number.NaN, Number.POSITIVE_INFINITY, 4_294_967_295]) {
		assert.equal(timeText(odd, now).length, 12, String(odd));
	}
});
