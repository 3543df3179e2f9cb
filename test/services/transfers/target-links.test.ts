import assert from 'node:assert/strict';
import {lutimesSync, readFileSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import type {Decision} from '../../../source/core/transfers/transfer.ts';
import {request, startTransfer} from './run-in.ts';
import {twoPlaces} from './trees.ts';

/** A file here, and over there a link of its name to a file whose text, size and time are given. */
function fileAndLink(text: string, mtime: number): {source: string; to: string; real: string} {
	const {from, to} = twoPlaces();
	const source = join(from, 'conf');
	const real = join(to, 'shared.conf');
	writeFileSync(source, 'old text');
	utimesSync(source, 1000, 1000);
	writeFileSync(real, text);
	symlinkSync('shared.conf', join(to, 'conf'));
	lutimesSync(join(to, 'conf'), 700, 700);
	utimesSync(real, mtime, mtime);
	return {source, to, real};
}

test('a file is compared with what the link in its place leads to', async () => {
	for (const [decision, text, mtime, isReplaced] of [
		['if-newer', 'new text', 2000, false],
		['if-newer', 'new text', 500, true],
		['if-size-differs', 'new text', 2000, false],
		['if-size-differs', 'longer text', 2000, true],
	] satisfies ReadonlyArray<[Decision, string, number, boolean]>) {
		const {source, to, real} = fileAndLink(text, mtime);
		await startTransfer(request([source], to, {onConflict: decision})).is('done');
		assert.equal(readFileSync(real, 'utf8'), isReplaced ? 'old text' : text, `${decision} ${mtime}`);
	}
});

test('a question tells size and time of what would be replaced behind a link', async () => {
	const {source, to} = fileAndLink('longer text', 2000);
	const transfer = startTransfer(request([source], to));
	const {questions} = await transfer.is('needs you');
	assert.deepEqual(
		questions.map(({target}) => target),
		[{type: 'link', size: 11, mtime: 2000}],
	);
	await transfer.cancel();
	await transfer.is('cancelled');
});
