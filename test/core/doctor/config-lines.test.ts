import assert from 'node:assert/strict';
import {test} from 'node:test';
import {linesForOneKey} from '../../../source/core/doctor/config-lines.ts';

const file = (written: string, isDefault = false) => ({written, isDefault});

test('a host with its own key is told to use that alone, once so many are offered that it may hang up', () => {
	const files = [file('~/.ssh/work')];
	assert.deepEqual(linesForOneKey({inAgent: 5, files, identitiesOnly: false}), ['IdentitiesOnly yes']);
	assert.equal(linesForOneKey({inAgent: 4, files, identitiesOnly: false}), null);
	assert.equal(linesForOneKey({inAgent: 50, files, identitiesOnly: true}), null);
});

test('a host without one gets the place of a key as well', () => {
	assert.deepEqual(
		linesForOneKey({inAgent: 6, files: [file('~/.ssh/id_ed25519', true)], identitiesOnly: false}),
		['IdentityFile ~/.ssh/id_ed25519', 'IdentitiesOnly yes'],
	);
	assert.deepEqual(linesForOneKey({inAgent: 6, files: [], identitiesOnly: false}), [
		'IdentityFile ~/.ssh/the-right-key.pub',
		'IdentitiesOnly yes',
	]);
});
