import assert from 'node:assert/strict';
import {
	appendFileSync,
	existsSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import {delimiter, join} from 'node:path';
import {test} from 'node:test';
import {quickLocalFiles} from '../../../source/services/transfers/quick-local-files.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {request, startTransfer, testServer} from './run-in.ts';
import {twoPlaces} from './trees.ts';

test('a source that grew within the second in which it was copied stays', async () => {
	const {from, to} = twoPlaces();
	const path = join(from, 'log');
	writeFileSync(path, 'one\n');
	const files = quickLocalFiles('/');
	const local: typeof files = {
		...files,
		lstat(asked, signal) {
			if (asked === path && readdirSync(to).includes('log')) {
				const {atime, mtime} = lstatSync(path);
				appendFileSync(path, 'two\n');
				utimesSync(path, atime, mtime);
			}
			return files.lstat(asked, signal);
		},
	};
	const {failures} = await startTransfer(request([path], to, {isMove: true}), {local}).is('failed');
	assert.match(failures[0]!.reason, /its source has changed since and stays/);
	assert.equal(readFileSync(path, 'utf8'), 'one\ntwo\n');
});

test('sources stay where what was copied could not be flushed to the disk', async context => {
	const {from, to} = twoPlaces();
	writeFileSync(join(from, 'file'), 'content');
	const programs = tempDir('bin');
	writeFileSync(join(programs, 'sync'), '#!/bin/sh\nexit 1\n', {mode: 0o755});
	const {PATH} = process.env;
	context.after(() => {
		process.env['PATH'] = PATH;
	});
	process.env['PATH'] = `${programs}${delimiter}${PATH}`;
	const transfer = startTransfer(request([join(from, 'file')], to, {isMove: true}));
	const {failures} = await transfer.is('failed');
	assert.match(failures[0]!.reason, /could not be flushed to the disk: its source stays/);
	assert.deepEqual([readdirSync(from), readdirSync(to)], [['file'], ['file']]);
	process.env['PATH'] = PATH;
	transfer.retry();
	transfer.start();
	await transfer.is('done');
	assert.deepEqual([readdirSync(from), readdirSync(to)], [[], ['file']]);
});

test('a file that was given a free name which is taken by then gets another one, and its source stays until it has', async () => {
	for (const isMove of [false, true]) {
		const {from, to} = twoPlaces();
		const names = ['a', 'a (2)', 'a (2) (2)', 'a (3)'];
		for (const name of names) {
			writeFileSync(join(to, name), 'old');
			utimesSync(join(to, name), 1e9, 1e9);
		}
		writeFileSync(join(from, 'a'), 'new');
		utimesSync(join(from, 'a'), 1e9, 1e9);
		const asked = request([join(from, 'a')], to, {isMove, onConflict: 'rename'});
		await startTransfer(asked).is('done');
		assert.equal(existsSync(join(from, 'a')), !isMove);
		const contents = readdirSync(to).map(name => readFileSync(join(to, name), 'utf8'));
		assert.deepEqual(contents.toSorted(), ['new', 'old', 'old', 'old', 'old']);
	}
});

for (const isDown of [false, true]) {
	test(`what is moved ${isDown ? 'from' : 'to'} a host that shares the directory stays where it is`, async () => {
		const {from} = twoPlaces();
		mkdirSync(join(from, 'tree'));
		writeFileSync(join(from, 'tree/file'), 'content');
		const side = isDown ? {from: 'box'} : {to: 'box'};
		const asked = request([join(from, 'tree')], from, {...side, isMove: true, onConflict: 'overwrite'});
		const {failures} = await startTransfer(asked, testServer()).is('failed');
		assert.match(failures[0]!.reason, /in the same directory: both sides share it/);
		assert.deepEqual(
			[readdirSync(from), readFileSync(join(from, 'tree/file'), 'utf8')],
			[['tree'], 'content'],
		);
	});
}
