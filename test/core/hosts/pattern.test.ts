import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
	hostLineApplies,
	isPattern,
	matchesPattern,
	matchesPatternList,
} from '../../../source/core/hosts/pattern.ts';
import {whyNoHost, whyRefused} from '../../../source/core/hosts/refused-name.ts';

test('a pattern matches as in OpenSSH', () => {
	for (const [text, pattern, isMatch] of [
		['web', 'web', true],
		['web', 'WEB', false],
		['web', 'w*', true],
		['web', '*', true],
		['', '*', true],
		['', '', true],
		['web', '', false],
		['web1', 'web?', true],
		['web', 'web?', false],
		['a.prod', '*.prod', true],
		['abcabd', '*ab?', true],
		['é', '?', false],
		['é', '??', true],
		['a[b]', 'a[b]', true],
	] as const) {
		assert.equal(matchesPattern(text, pattern), isMatch, `${text} ${pattern}`);
	}
});

test('a pattern of many stars takes no time', () => {
	const began = performance.now();
	assert.equal(matchesPattern('a'.repeat(5000), `${'*a'.repeat(100)}*b`), false);
	assert.equal(matchesPattern('a'.repeat(5000), `${'*a'.repeat(100)}*`), true);
	assert.ok(performance.now() - began < 1000);
});

test('a negated name of a Host line decides, wherever it stands', () => {
	assert.equal(hostLineApplies(['*', '!web'], 'web'), false);
	assert.equal(hostLineApplies(['!web', '*'], 'web'), false);
	assert.equal(hostLineApplies(['!web', '*'], 'db'), true);
	assert.equal(hostLineApplies(['!web'], 'db'), false);
	assert.equal(matchesPatternList('db', '!web,d*'), true);
	assert.equal(matchesPatternList('web', '*,!web'), false);
});

test('patterns and negations are no hosts', () => {
	assert.deepEqual(['web', 'w*', 'w?', '!web'].filter(isPattern), ['w*', 'w?', '!web']);
});

test('a name is refused exactly where ssh refuses it', () => {
	for (const alias of ['web', '日本', 'a+b', 'a/b', 'a=b', 'a-b', 'a@b', '[::1]', 'a#b', 'a%b', 'a!b']) {
		assert.equal(whyRefused(alias), null, alias);
	}
	for (const alias of [
		'',
		'-x',
		'-oProxyCommand=x',
		'a b',
		'a\tb',
		'a\u001Bb',
		'a\u007Fb',
		'a\uFFFDb',
		...'\'"`$\\;&<>|(){}',
	]) {
		assert.notEqual(whyRefused(alias), null, JSON.stringify(alias));
	}
});

test('a name that ssh takes apart stands for no host of the config', () => {
	for (const alias of ['web', '日本', 'h:22', 'SSH://h', 'sshx', 'a/b']) {
		assert.equal(whyNoHost(alias), null, alias);
	}
	for (const alias of ['u@h', '@h', 'u@', 'ssh://h', 'ssh://h:22', 'a b']) {
		assert.notEqual(whyNoHost(alias), null, alias);
	}
});
