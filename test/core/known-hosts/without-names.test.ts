import assert from 'node:assert/strict';
import {test} from 'node:test';
import {withoutNames} from '../../../source/core/known-hosts/without-names.ts';

const key = 'ssh-ed25519 AAAA a comment';

test('a line of one name goes, and so does a hashed one', () => {
	const gone = {text: null, left: []};
	assert.deepEqual(withoutNames(`web-1 ${key}`, ['web-1']), gone);
	assert.deepEqual(withoutNames(`\t WEB-1\t${key}\r`, ['web-1']), gone);
	assert.deepEqual(withoutNames(`|1|c2FsdA==|AAAA ${key}`, ['web-1']), gone);
	assert.deepEqual(withoutNames(`[web-1]:2222,web-1 ${key}`, ['[web-1]:2222', 'web-1']), gone);
	assert.deepEqual(withoutNames(`web-1,!web-2 ${key}`, ['web-1']), gone);
});

test('a line with other names loses only the one', () => {
	assert.deepEqual(withoutNames(`  web-1,10.0.0.1  ${key}  \r`, ['web-1']), {
		text: `  10.0.0.1  ${key}  \r`,
		left: ['10.0.0.1'],
	});
	assert.deepEqual(withoutNames(`a,web-1,*.lan,!b ${key}`, ['web-1']), {
		text: `a,*.lan,!b ${key}`,
		left: ['a', '*.lan', '!b'],
	});
});

test('a pattern that takes the name in is named, not changed', () => {
	assert.deepEqual(withoutNames(`web-* ${key}`, ['web-1']), {pattern: 'web-*'});
	assert.deepEqual(withoutNames(`web-1,web-? ${key}`, ['web-1']), {pattern: 'web-?'});
	assert.deepEqual(withoutNames(`[127.0.0.*]:* ${key}`, ['[127.0.0.1]:2222']), {pattern: '[127.0.0.*]:*'});
});
