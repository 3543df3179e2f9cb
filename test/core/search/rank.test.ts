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

test('what was typed before changes nothing', () => {
	const more = [...hosts, host('#x'), host('#xy'), host('ΟΔΟΣ'), host('ΟΔΟΣΑ'), host('İstanbul')];
	const queries = [
		'p',
		'pr',
		'pr d',
		'pr db',
		'pr',
		'd pr',
		'#',
		'#x',
		'#xy',
		'#p',
		'#pr',
		'#pr w',
		'ΟΔΟΣ',
		'ΟΔΟΣΑ',
	];
	const letters = 'prodwebx01#- İ';
	let seed = 7;
	const next = (most: number): number => {
		seed = (seed * 48_271) % 2_147_483_647;
		return seed % most;
	};
	for (let typed = '', count = 0; count < 2000; count++) {
		typed = next(4) === 0 ? typed.slice(0, next(typed.length + 1)) : typed + letters[next(letters.length)]!;
		queries.push(typed);
	}
	for (const query of queries) {
		// A list that was never searched has nothing to remember.
		assert.deepEqual(rank(query, more), rank(query, [...more]), query);
	}
});

test('what does not fit is not looked at again while more is typed', () => {
	let looks = 0;
	const counted = Array.from({length: 100}, (_, index) => {
		const one = host(`web-${index}`);
		Object.defineProperty(one, 'alias', {
			get() {
				looks += 1;
				return `web-${index}`;
			},
		});
		return one;
	});
	rank('web-7', counted);
	looks = 0;
	assert.deepEqual(
		rank('web-77', counted).map(({alias}) => alias),
		['web-77'],
	);
	assert.ok(looks < 50, String(looks));
});
