import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type HostKeys, offendingKeys} from '../../../source/core/known-hosts/host-keys.ts';
import type {KnownHostKey} from '../../../source/core/known-hosts/known-host-state.ts';

const names = ['[web]:2222', 'web'];
const key = (
	line: number,
	name: string,
	fingerprint: string,
	trust: KnownHostKey['trust'] = 'known',
): KnownHostKey => ({
	file: '/k',
	line,
	trust,
	type: 'ED25519',
	bits: 256,
	fingerprint,
	name,
});

function offendingLines(...found: readonly KnownHostKey[]): readonly number[] {
	const keys: HostKeys = {
		host: {name: 'web', port: 2222},
		names,
		userFiles: ['/k'],
		globalFiles: [],
		found,
		state: {state: 'known', keys: []},
	};
	return offendingKeys(keys).map(({line}) => line);
}

test('keys of every type under the name with the port offend, markers never', () => {
	const found = [
		key(1, '[web]:2222', 'a'),
		key(2, '[web]:2222', 'b'),
		key(3, '[web]:2222', 'c', 'revoked'),
		key(4, '[web]:2222', 'd', 'authority'),
	];
	assert.deepEqual(offendingLines(...found), [1, 2]);
});

test('a key under the name alone belongs to another server, unless it is the same key', () => {
	assert.deepEqual(offendingLines(key(1, '[web]:2222', 'a'), key(2, 'web', 'b')), [1]);
	assert.deepEqual(offendingLines(key(1, '[web]:2222', 'a'), key(2, 'web', 'a')), [1, 2]);
	assert.deepEqual(offendingLines(key(2, 'web', 'a')), []);
});
