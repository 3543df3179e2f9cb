import assert from 'node:assert/strict';
import {test} from 'node:test';
import {ago, counted, span} from '../../../source/core/text/numbers.ts';

test('counts have their noun, and thousands their comma', () => {
	assert.equal(counted(0, 'host'), '0 hosts');
	assert.equal(counted(1, 'host'), '1 host');
	assert.equal(counted(999, 'host'), '999 hosts');
	assert.equal(counted(1000, 'host'), '1,000 hosts');
	assert.equal(counted(1_234_567, 'entry', 'entries'), '1,234,567 entries');
});

for (const [seconds, text] of [
	[0, 'now'],
	[45, '45 s'],
	[60, '1 min'],
	[3599, '59 min'],
	[3600, '1 h'],
	[47 * 3600, '47 h'],
	[48 * 3600, '2 d'],
	[90 * 86_400, '3 mo'],
	[3 * 365 * 86_400, '3 y'],
] as const) {
	test(`${seconds} seconds are ${text}`, () => {
		assert.equal(span(seconds), text);
	});
}

test('a time in the future, as a wrong clock gives it, is now', () => {
	assert.equal(ago(2000, 1000), 'now');
});
