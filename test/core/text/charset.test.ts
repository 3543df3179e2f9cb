import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {charsetOf, inCharset} from '../../../source/core/text/charset.ts';
import {cells} from '../../../source/core/text/fit.ts';

test('the locale tells what a terminal can show; where none is set it is UTF-8', () => {
	const cases: ReadonlyArray<[env: Record<string, string>, charset: string]> = [
		[{}, 'unicode'],
		[{LANG: 'de_DE.UTF-8'}, 'unicode'],
		[{LC_ALL: '', LC_CTYPE: 'C.utf8', LANG: 'C'}, 'unicode'],
		[{LC_ALL: 'C', LANG: 'de_DE.UTF-8', TMUX: '/tmp/tmux,1,0'}, 'ascii'],
		[{LC_ALL: 'POSIX'}, 'ascii'],
		[{LANG: 'ja_JP.eucJP'}, 'ascii'],
		[{LC_ALL: 'C', TERM: 'linux'}, 'ascii'],
		[{LANG: 'C.UTF-8', TERM: 'linux'}, 'plain-symbols'],
	];
	for (const [env, charset] of cases) {
		assert.equal(charsetOf(env), charset, JSON.stringify(env));
	}
});

test('a text in ASCII is as wide as it was', () => {
	for (const text of [
		'“a” → b… – ↑↓ · 3×4',
		'日本.txt',
		'e\u0301te\u0301',
		'👩‍🚀 x',
		'1\uFE0F\u20E3',
		'\u001B[1m─●\u001B[0m',
	]) {
		const plain = inCharset(text, 'ascii');
		assert.match(plain, /^[\0-\u007F]*$/);
		const bare = (whole: string): string => whole.replaceAll(/\u001B\[\d+m/g, '');
		assert.equal(cells(bare(plain)), cells(bare(text)), text);
	}
	assert.equal(inCharset('“日本” → e\u0301…', 'ascii'), '"????" > e~');
	assert.equal(inCharset('“日本” → e\u0301…', 'plain-symbols'), '"日本" > e\u0301~');
});

test('each symbol of our own texts has one that stands for it', () => {
	const files = ['core', 'state', 'commands', 'ui', 'cli', 'services'].flatMap(folder =>
		readdirSync(join('source', folder), {recursive: true, withFileTypes: true})
			.filter(entry => entry.isFile())
			.map(entry => join(entry.parentPath, entry.name)),
	);
	for (const file of files) {
		const code = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
		const ours = code.match(/[^\0-\u007F\p{Letter}]/gu) ?? [];
		const unknown = ours.filter(each => inCharset(each, 'ascii') === '?');
		assert.deepEqual(unknown, [], file);
	}
});
