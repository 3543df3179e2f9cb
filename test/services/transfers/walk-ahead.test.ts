import assert from 'node:assert/strict';
import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import type {TransferRequest} from '../../../source/core/transfers/transfer.ts';
import {quickLocalFiles} from '../../../source/services/transfers/quick-local-files.ts';
import {walkAhead} from '../../../source/services/transfers/walk-ahead.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {until} from '../../helpers/wait.ts';

const never = new AbortController().signal;

function requestFor(paths: readonly string[], changes: Partial<TransferRequest> = {}): TransferRequest {
	return {
		source: {host: null, paths},
		target: {host: 'box', directory: '/there'},
		...{name: null, isMove: false, followsLinks: true, onConflict: null, onProtected: null},
		...changes,
	};
}

/** The files of this machine, and which directories were listed. */
function counted() {
	const listed: string[] = [];
	const real = quickLocalFiles('/');
	const files: typeof real = {
		...real,
		list: (path, options) => {
			listed.push(path);
			return real.list(path, options);
		},
	};
	return {files, listed};
}

function tree(): string {
	const top = join(tempDir('ahead'), 'top');
	mkdirSync(join(top, 'a/b'), {recursive: true});
	writeFileSync(join(top, 'a/b/deep'), 'four');
	writeFileSync(join(top, 'a/file'), '');
	return top;
}

test('a tree is walked over before it is asked for, and serves once', async () => {
	const top = tree();
	const {files, listed} = counted();
	const ahead = walkAhead(files, {paths: [top], followsLinks: true}, never);
	await until(() => listed.length === 3);
	const counts: number[] = [];
	const walk = await ahead(requestFor([top]), items => void counts.push(items));
	assert.deepEqual(
		walk!.items.map(({from, type, size}) => `${type} ${size} ${from.slice(top.length)}`).toSorted(),
		[
			'directory 0 ',
			'directory 0 ',
			'directory 0 /a',
			'directory 0 /a/b',
			'file 0 /a/file',
			'file 4 /a/b/deep',
		],
	);
	assert.equal(await ahead(requestFor([top]), undefined), null);
	assert.equal(listed.length, 3);
});

test('what is asked for under another name has that', async () => {
	const top = tree();
	const ahead = walkAhead(quickLocalFiles('/'), {paths: [top], followsLinks: true}, never);
	const walk = await ahead(requestFor([top], {name: 'other'}), undefined);
	assert.deepEqual(
		walk!.named.map(({name}) => name),
		['other'],
	);
	assert.equal(walk!.items[1], walk!.named[0]);
});

test('a walk is of no use to a request of something else', async () => {
	const top = tree();
	const others: TransferRequest[] = [
		requestFor([join(top, 'a')]),
		requestFor([top, top]),
		requestFor([top], {source: {host: 'other', paths: [top]}}),
		requestFor([top], {target: {host: null, directory: '/there'}}),
		requestFor([top], {followsLinks: false}),
		requestFor([top], {name: '../up'}),
		requestFor([top], {name: '.sallyport-0123456789abcdef.part'}),
	];
	const ahead = walkAhead(quickLocalFiles('/'), {paths: [top], followsLinks: true}, never);
	for (const other of others) {
		assert.equal(await ahead(other, undefined), null, JSON.stringify(other));
	}
	assert.notEqual(await ahead(requestFor([top]), undefined), null);
});

test('a part file that gets another name is judged by that', async () => {
	const path = join(tempDir('part'), '.sallyport-0123456789abcdef.part');
	writeFileSync(path, '');
	const ahead = walkAhead(quickLocalFiles('/'), {paths: [path], followsLinks: true}, never);
	assert.equal(await ahead(requestFor([path], {name: 'good'}), undefined), null);
});

test('a link that is named stands for what it leads to', async () => {
	const top = tree();
	const link = join(tempDir('link'), 'link');
	symlinkSync(top, link);
	const ahead = walkAhead(quickLocalFiles('/'), {paths: [link], followsLinks: true}, never);
	const walk = await ahead(requestFor([link]), undefined);
	assert.deepEqual([walk!.named[0]!.name, walk!.named[0]!.from], ['link', top]);
});

test('what is gone is told as ever, and nothing goes on once it is over', async () => {
	const gone = join(tempDir('gone'), 'none');
	const walk = await walkAhead(
		quickLocalFiles('/'),
		{paths: [gone], followsLinks: true},
		never,
	)(requestFor([gone]), undefined);
	assert.equal(walk!.named[0]!.step, 'failed');
	const top = tree();
	const {files, listed} = counted();
	const over = new AbortController();
	const ahead = walkAhead(files, {paths: [top], followsLinks: true}, over.signal);
	over.abort();
	assert.equal(await ahead(requestFor([top]), undefined), null);
	assert.ok(!listed.includes(join(top, 'a')), listed.join(' '));
});
