import assert from 'node:assert/strict';
import {appendFileSync, lstatSync, readdirSync, readFileSync, utimesSync, writeFileSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {test} from 'node:test';
import {quickLocalFiles} from '../../../source/services/transfers/quick-local-files.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {request, startTransfer} from './run-in.ts';
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
