import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Host} from '../../../source/core/hosts/host.ts';
import {jumpChain, jumpName} from '../../../source/core/hosts/route.ts';

function host(alias: string, proxyJump: string | null): Host {
	return {
		alias,
		source: {file: '/c', line: 1},
		patterns: [alias],
		hostName: null,
		user: null,
		port: null,
		proxyJump,
		tags: [],
		refused: null,
	};
}

test('a jump entry names its host without user, port and scheme', () => {
	for (const entry of ['gate', 'me@gate', 'gate:2222', 'me@gate:22', 'ssh://me@gate:2222', 'ssh://gate/']) {
		assert.equal(jumpName(entry), 'gate');
	}
	assert.equal(jumpName('[fe80::1]:22'), 'fe80::1');
});

test('a chain is nearest first, with what the first jump itself is reached through', () => {
	const hosts = [host('a', null), host('b', 'a'), host('c', 'b,x')];
	assert.deepEqual(jumpChain(hosts, null), []);
	assert.deepEqual(jumpChain(hosts, 'none'), []);
	assert.deepEqual(jumpChain(hosts, 'b'), ['a', 'b']);
	assert.deepEqual(jumpChain(hosts, 'c'), ['a', 'b', 'x', 'c']);
});

test('a loop ends', () => {
	const hosts = [host('a', 'b'), host('b', 'a')];
	assert.ok(jumpChain(hosts, 'a').length < 20);
});
