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
	for (const [before, after] of cases) {
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
