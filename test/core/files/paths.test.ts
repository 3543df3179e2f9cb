import assert from 'node:assert/strict';
import {test} from 'node:test';
import {inside, isWithin, nameOf, parentOf, resolveTyped, tidy} from '../../../source/core/files/paths.ts';
import {parseTarget} from '../../../source/core/files/target.ts';

test('a name is put behind its directory, the root included', () => {
	assert.equal(inside('/srv', 'www'), '/srv/www');
	assert.equal(inside('/', 'etc'), '/etc');
});

test('a path has a directory above it and a last name', () => {
	assert.deepEqual([parentOf('/a/b/'), nameOf('/a/b/')], ['/a', 'b']);
	assert.deepEqual([parentOf('/a'), parentOf('/'), nameOf('/')], ['/', '/', '']);
});

const typed: readonly [string, string][] = [
	['~', '/home/u'],
	['~/logs/', '/home/u/logs'],
	['sub', '/srv/sub'],
	['../x//y/.', '/x/y'],
	['/', '/'],
	['/../..', '/'],
	['~other', '/srv/~other'],
	['', '/srv'],
	['-f', '/srv/-f'],
	[' x ', '/srv/ x '],
];
for (const [text, expected] of typed) {
	test(`typed “${text}” is ${expected}`, () => assert.equal(resolveTyped(text, '/srv', '/home/u'), expected));
}

test('a path within a directory is told from one that only begins alike', () => {
	assert.ok(isWithin('/srv/www', '/srv') && isWithin('/srv', '/srv/') && isWithin('/x', '/'));
	assert.ok(!isWithin('/srv2', '/srv') && !isWithin('/srv/../etc', '/srv') && !isWithin('/', '/srv'));
	assert.equal(tidy('//a//b/'), '/a/b');
});

const targets: readonly [string, string | null, string][] = [
	['web-1:/srv', 'web-1', '/srv'],
	['web-1:', 'web-1', ''],
	['web-1:a:b', 'web-1', 'a:b'],
	['[fe80::1]:/x', 'fe80::1', '/x'],
	['./a:b', null, './a:b'],
	['/a:b', null, '/a:b'],
	['file', null, 'file'],
	[':x', null, ':x'],
	['web-1:\nx', 'web-1', '\nx'],
];
for (const [text, host, path] of targets) {
	test(`target “${text.trim()}” is ${path.trim()} of ${host ?? 'this machine'}`, () => {
		assert.deepEqual(parseTarget(text), {host, path});
	});
}
