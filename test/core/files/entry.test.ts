import assert from 'node:assert/strict';
import {test} from 'node:test';
import {typeOfMode} from '../../../source/core/files/entry.ts';

test('the type is read from a mode', () => {
	assert.deepEqual([0o100644, 0o40755, 0o120777, 0o10600, 0o140755].map(typeOfMode), [
		'file',
		'directory',
		'link',
		'other',
		'other',
	]);
});
