import assert from 'node:assert/strict';
import {test} from 'node:test';
import {judgeGreeting} from '../../../source/core/doctor/sftp-greeting.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

test('tells the answer of an SFTP server from text', () => {
	assert.equal(judgeGreeting(bytes(0, 0, 1, 62, 2, 0, 0, 0, 3)), 'version');
	assert.equal(judgeGreeting(bytes(0, 0, 0)), 'incomplete');
	assert.equal(judgeGreeting(new TextEncoder().encode('Welcome')), 'text');
	assert.equal(judgeGreeting(bytes(0, 0, 0, 5, 101, 0)), 'text');
	assert.equal(judgeGreeting(bytes(0, 0, 0, 1, 2, 0)), 'text');
	assert.equal(judgeGreeting(bytes(9, 9, 0, 0, 1, 62, 2, 0, 0, 0, 3).subarray(2)), 'version');
});
