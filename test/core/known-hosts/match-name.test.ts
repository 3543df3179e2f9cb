import assert from 'node:assert/strict';
import {test} from 'node:test';
import {matchesName} from '../../../source/core/known-hosts/match-name.ts';

const noHash = (): Uint8Array => {
	throw new Error('nothing to hash');
};

test('matches names as patterns, with exceptions', () => {
	const cases: ReadonlyArray<[patterns: string, name: string, expected: boolean]> = [
		['web-1', 'web-1', true],
		['web-1', 'web-10', false],
		['WEB-1', 'web-1', true],
		['web-1', 'WEB-1', true],
		['a,web-1,b', 'web-1', true],
		['web-?', 'web-1', true],
		['web-?', 'web-', false],
		['*', '', true],
		['*.prod,!db.prod', 'web.prod', true],
		['*.prod,!db.prod', 'db.prod', false],
		['!db.prod,*.prod', 'db.prod', false],
		['!db.prod', 'web.prod', false],
		['*,!127.0.0.1', '[127.0.0.1]:2201', true],
		['[127.0.0.*]:*', '[127.0.0.1]:2201', true],
		['a*b*c', 'axxbyybc', true],
		['a*b*c', 'axxbyyb', false],
		['w[1]', 'w1', false],
		['', 'web', false],
		['web,', 'web', true],
	];
	for (const [patterns, name, expected] of cases) {
		assert.equal(matchesName(patterns, name, noHash), expected, `${patterns} of ${name}`);
	}
});

test('takes no long over a pattern made to be slow', () => {
	const started = performance.now();
	assert.equal(matchesName('*a'.repeat(500), 'a'.repeat(5000).concat('b'), noHash), false);
	assert.ok(performance.now() - started < 2000);
});

test('matches a hashed name by its hash alone, and no damaged one', () => {
	const hash = btoa('x'.repeat(20));
	const asked: string[] = [];
	const hashName = (salt: Uint8Array, name: string): Uint8Array => {
		asked.push(`${String.fromCharCode(...salt)} ${name}`);
		return new Uint8Array(20).fill(120);
	};
	assert.equal(matchesName(`|1|${btoa('salt')}|${hash}`, 'web', hashName), true);
	assert.deepEqual(asked, ['salt web']);
	for (const damaged of [
		'|1|',
		`|2|${btoa('salt')}|${hash}`,
		`|1|c2FsdA==|${btoa('short')}`,
		'|1|*|*',
		'|1|a|b|c',
	]) {
		assert.equal(matchesName(damaged, 'web', hashName), false, damaged);
	}
});
