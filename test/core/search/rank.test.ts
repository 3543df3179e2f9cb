import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Host} from '../../../source/core/hosts/host.ts';
import {rank} from '../../../source/core/search/rank.ts';

function host(alias: string, more: Partial<Host> = {}): Host {
	return {
		alias,
		source: {file: '/c', line: 1},
		patterns: [alias],
		hostName: null,
		user: null,
		port: null,
		proxyJump: null,
		tags: [],
		refused: null,
		...more,
	};
}

const hosts = [
	host('prod-web-01', {tags: ['prod', 'eu']}),
	host('prod-db-01', {tags: ['prod'], user: 'postgres'}),
	host('staging-db-01', {tags: ['staging']}),
	host('webmail', {hostName: 'mail.example.net'}),
	host('web'),
	host('build-12', {hostName: '10.0.0.12', user: 'ci'}),
	host('日本', {tags: ['東京']}),
];

function found(query: string): readonly string[] {
	return rank(query, hosts).map(({alias}) => alias);
}

const firsts: readonly [string, string][] = [
	['web', 'web'],
	['webm', 'webmail'],
	['pdb1', 'prod-db-01'],
	['pw', 'prod-web-01'],
	['stdb', 'staging-db-01'],
	['10.0.0.12', 'build-12'],
	['postgres', 'prod-db-01'],
	['mail.ex', 'webmail'],
	['b12', 'build-12'],
	['WEB', 'web'],
	['日', '日本'],
	['db prod', 'prod-db-01'],
];
for (const [query, expected] of firsts) {
	test(`“${query}” finds ${expected} first`, () => {
		assert.equal(found(query)[0], expected);
	});
}

test('every word must fit', () => {
	assert.deepEqual(found('prod zzz'), []);
});

test('a tag query finds tags alone, by their start', () => {
	assert.deepEqual(found('#prod'), ['prod-web-01', 'prod-db-01']);
	assert.equal(found('#prod db')[0], 'prod-db-01');
	assert.deepEqual(found('#東'), ['日本']);
});

test('an empty query is all hosts in their order', () => {
	assert.equal(rank('  ', hosts), hosts);
	assert.equal(rank('#', hosts), hosts);
});

test('hosts that fit equally well stay in their order', () => {
	const twins = ['a-1', 'a-2', 'a-3'].map(alias => host(alias));
	assert.deepEqual(rank('a', twins), twins);
});

test('of aliases that differ in case alone, the one as typed comes first', () => {
	const twins = ['Web', 'web', 'WEB'].map(alias => host(alias));
	const firstOf = (query: string) => rank(query, twins)[0]?.alias;
	assert.deepEqual(['Web', 'web', 'WEB', 'wEb'].map(firstOf), ['Web', 'web', 'WEB', 'Web']);
});
