import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {unifiedDiff} from '../../../source/core/text/unified-diff.ts';
import {tempDir} from '../../helpers/temp-dir.ts';

test('patch(1) makes the one text of the other by it', {skip: hasPatch() ? false : 'no patch(1)'}, () => {
	const directory = tempDir('diff');
	const file = join(directory, 'text');
	const base = Array.from({length: 40}, (_, n) => `line ${n % 7}`);
	const cases = Array.from({length: 30}, (_, seed) => {
		const changed = base.flatMap((line, n) =>
			(n * 31 + seed * 17) % 11 === 0 ? [] : (n + seed) % 9 === 0 ? [line, 'new'] : [line],
		);
		return [base, seed % 2 === 0 ? changed : changed.toReversed()] as const;
	});
	const many = Array.from({length: 6000}, (_, n) => (n % 3 === 0 ? `Host h${n}` : `  Line ${n % 5}`));
	const tagged = many.flatMap((line, n) =>
		n % 3 === 0 ? [line, '  # tags: prod'] : n % 7 === 0 ? [] : [line],
	);
	const turned = [...many.slice(3000), ...many.slice(0, 3000)];
	for (const [before, after] of [...cases, [many, tagged], [tagged, many], [many, turned]] as const) {
		const [a, b] = [`${before.join('\n')}\n`, `${after.join('\n')}\n`];
		const lines = unifiedDiff(a, b).map(({kind, text}) => (kind === '@' ? text : kind + text));
		writeFileSync(file, a);
		const {stdout, status} = spawnSync('patch', ['-s', '-o', '-', file], {
			input: ['--- text', '+++ text', ...lines, ''].join('\n'),
			encoding: 'utf8',
		});
		assert.equal(status, 0);
		assert.equal(stdout, b);
	}
});

function hasPatch(): boolean {
	return spawnSync('patch', ['--version']).status === 0;
}

test('equal texts differ in nothing, and a missing end of the last line is told', () => {
	assert.deepEqual(unifiedDiff('a\n', 'a\n'), []);
	assert.deepEqual(
		unifiedDiff('a', 'a\n').map(({kind, text}) => kind + text),
		['@@@ -1,1 +1,1 @@', '-a', '@\\ No newline at end of file', '+a'],
	);
	assert.deepEqual(
		unifiedDiff('', 'a\n').map(({text}) => text),
		['@@ -0,0 +1,1 @@', 'a'],
	);
});

test('texts that have nothing in common are told at once', () => {
	const many = (word: string): string => Array.from({length: 20_000}, (_, n) => `${word} ${n}\n`).join('');
	assert.equal(unifiedDiff(many('a'), many('b')).length, 40_001);
});

test('a line that comes to each of thousands of blocks is told as that line alone, and in no time', () => {
	const hosts = (inside: string): string =>
		Array.from({length: 10_000}, (_, n) => `Host h${n}\n${inside}  User root\n\n`).join('');
	const [bare, tagged] = [hosts(''), hosts('  # tags: prod\n')];
	for (const [before, after, kind] of [
		[bare, tagged, '+'],
		[tagged, bare, '-'],
	] as const) {
		const changes = unifiedDiff(before, after).filter(line => line.kind === '+' || line.kind === '-');
		assert.equal(changes.length, 10_000);
		assert.ok(changes.every(line => line.kind === kind && line.text === '  # tags: prod'));
	}
});

test('hosts that change places are told by the lines that both texts have once', () => {
	const block = (n: number): string => `Host h${n}\n  Port 1\n`;
	const all = Array.from({length: 3000}, (_, n) => block(n));
	const turned = [...all.slice(1000), ...all.slice(0, 1000)];
	const changes = unifiedDiff(all.join(''), turned.join('')).filter(({kind}) => kind === '+' || kind === '-');
	assert.equal(changes.length, 4000);
});
