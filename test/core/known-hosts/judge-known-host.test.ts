import assert from 'node:assert/strict';
import {test} from 'node:test';
import {judgeKnownHost, namesToLookUp} from '../../../source/core/known-hosts/judge-known-host.ts';
import type {KnownHostKey} from '../../../source/core/known-hosts/known-host-state.ts';

function key(fingerprint: string, trust: KnownHostKey['trust'], name = '[web]:2222'): KnownHostKey {
	return {file: '/known_hosts', line: 1, type: 'ED25519', bits: 256, fingerprint, trust, name};
}

test('looks a host up under its name and port, then without the port, or under its alias alone', () => {
	assert.deepEqual(namesToLookUp({name: 'web', port: 22}), ['web']);
	assert.deepEqual(namesToLookUp({name: 'web', port: 2222}), ['[web]:2222', 'web']);
	assert.deepEqual(namesToLookUp({name: '::1', port: 2222}), ['[::1]:2222', '::1']);
	assert.deepEqual(namesToLookUp({name: 'web', port: 2222, hostKeyAlias: 'zzz'}), ['zzz']);
});

test('asks for the name without the port only where no key stands under the one with it', () => {
	const names = ['[web]:2222', 'web'];
	const bare = key('bare', 'known', 'web');
	assert.deepEqual(judgeKnownHost(names, [key('a', 'known'), bare]), {
		state: 'known',
		keys: [key('a', 'known')],
	});
	assert.deepEqual(judgeKnownHost(names, [bare]), {state: 'known', keys: [bare]});
	assert.equal(judgeKnownHost(names, [key('ca', 'authority'), bare]).keys.length, 2);
});

test('holds a revoked key for unknown, on whatever line it is known', () => {
	const names = ['web'];
	const revoked = key('a', 'revoked', 'web');
	assert.deepEqual(judgeKnownHost(names, [key('a', 'known', 'web'), revoked]), {
		state: 'revoked',
		keys: [revoked],
	});
	assert.equal(judgeKnownHost(names, [key('a', 'authority', 'web'), revoked]).state, 'revoked');
	assert.equal(judgeKnownHost(names, [key('b', 'known', 'web'), revoked]).state, 'known');
	assert.equal(judgeKnownHost(names, [key('b', 'authority', 'web'), revoked]).state, 'authority');
	assert.deepEqual(judgeKnownHost(names, []), {state: 'unknown', keys: []});
});
