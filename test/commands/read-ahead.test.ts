import assert from 'node:assert/strict';
import {test} from 'node:test';
import {readAhead} from '../../source/commands/background/read-ahead.ts';
import type {Host} from '../../source/core/hosts/host.ts';
import {rank} from '../../source/core/search/rank.ts';

/** Hosts that count how often their tags are read. */
function hostsAndReads(count: number): {hosts: Host[]; reads: () => number} {
	let reads = 0;
	const hosts = Array.from({length: count}, (_, index) => ({
		...{alias: `web-${index}`, source: {file: '/c', line: index + 1}, patterns: [`web-${index}`]},
		...{hostName: null, user: null, port: null, proxyJump: null, refused: null},
		get tags() {
			reads++;
			return ['prod'];
		},
	}));
	return {hosts, reads: () => reads};
}

test('after reading ahead the first key of a filter reads no host, and the turns between belong to others', async () => {
	const {hosts, reads} = hostsAndReads(1000);
	const turns: number[] = [];
	const look = (): void => {
		turns.push(reads());
		if (reads() < hosts.length) {
			setImmediate(look);
		}
	};
	setImmediate(look);
	await readAhead(hosts, new AbortController().signal);
	assert.equal(reads(), hosts.length);
	assert.ok(turns.length >= 5, `${turns.length} turns`);
	assert.equal(rank('#prod', hosts).length, hosts.length);
	assert.equal(reads(), hosts.length);
});

test('reading ahead ends when another reading has come', async () => {
	const {hosts, reads} = hostsAndReads(1000);
	const ending = new AbortController();
	setImmediate(() => ending.abort());
	await assert.rejects(readAhead(hosts, ending.signal), {name: 'AbortError'});
	assert.ok(reads() < hosts.length);
});
