import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {
	chmodSync,
	existsSync,
	linkSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	rmSync,
	statSync,
	symlinkSync,
	truncateSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import {dirname, join} from 'node:path';
import {test} from 'node:test';
import {FileFailure} from '../../../source/core/files/file-failure.ts';
import type {BulkFiles} from '../../../source/services/transfers/bulk-files.ts';
import {quickLocalFiles} from '../../../source/services/transfers/quick-local-files.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {until} from '../../helpers/wait.ts';
import {differences, request, startTransfer} from './run-in.ts';
import {makeTree, treeTotals, twoPlaces} from './trees.ts';

test('a tree is copied with its modes, times and links', async () => {
	const {from, to} = twoPlaces();
	makeTree(from);
	const transfer = startTransfer(request([join(from, 'tree')], to));
	const end = await transfer.is('done');
	assert.equal(differences(from, to), '');
	assert.deepEqual(end.totals, {...treeTotals, bytes: end.done.bytes});
	assert.deepEqual(end.done, end.totals);
	assert.deepEqual(readdirSync(transfer.journals), []);
});

test('a big file is copied whole', async () => {
	const {from, to} = twoPlaces();
	writeFileSync(join(from, 'big'), randomBytes(5_000_001));
	await startTransfer(request([join(from, 'big')], to, {name: 'other'})).is('done');
	assert.ok(readFileSync(join(from, 'big')).equals(readFileSync(join(to, 'other'))));
	assert.deepEqual(readdirSync(to), ['other']);
});

test('what is no file, directory or link is left out and told', async () => {
	const {from, to} = twoPlaces();
	execFileSync('mkfifo', [join(from, 'fifo')]);
	symlinkSync('/etc/passwd', join(from, 'absolute'));
	writeFileSync(join(from, 'file'), 'x');
	const end = await startTransfer(request([from], to)).is('done');
	assert.equal(end.unfit, 2);
	assert.match(
		end.left.map(({path, reason}) => `${path}: ${reason}`).join('\n'),
		/from\/fifo: .*fifo[\s\S]*|from\/absolute: .*absolute/,
	);
	assert.deepEqual(readdirSync(join(to, 'from')), ['file']);
});

test('a transfer that is cancelled asks nothing any more', async () => {
	const {from, to} = twoPlaces();
	writeFileSync(join(from, 'file'), 'new');
	writeFileSync(join(to, 'file'), 'old');
	const transfer = startTransfer(request([join(from, 'file')], to));
	assert.equal((await transfer.is('needs you')).asked, 1);
	await transfer.cancel();
	const {state, asked, questions} = transfer.view();
	assert.deepEqual([state, asked, questions], ['cancelled', 0, []]);
});

test('asks where a target exists, with both sides, and does as decided', async () => {
	const {from, to} = twoPlaces();
	for (const name of ['one', 'two', 'three', 'four']) {
		writeFileSync(join(from, name), `new ${name}`);
		writeFileSync(join(to, name), 'old');
	}
	utimesSync(join(to, 'one'), 5, 5);
	const transfer = startTransfer(
		request(
			['one', 'two', 'three', 'four'].map(name => join(from, name)),
			to,
		),
	);
	const asked = await transfer.is('needs you');
	assert.equal(asked.asked, 4);
	const [first, second, third] = asked.questions;
	assert.ok(first?.kind === 'exists' && second && third);
	assert.deepEqual(first.target, {type: 'file', size: 3, mtime: 5});
	assert.equal(first.source.size, 7);
	transfer.decide(first.id, 'overwrite', false);
	transfer.decide(second.id, 'rename', false);
	transfer.decide(third.id, 'skip', true);
	const end = await transfer.is('done');
	assert.equal(readFileSync(join(to, 'one'), 'utf8'), 'new one');
	assert.equal(readFileSync(join(to, 'two'), 'utf8'), 'old');
	assert.equal(readFileSync(join(to, 'two (2)'), 'utf8'), 'new two');
	assert.equal(readFileSync(join(to, 'three'), 'utf8'), 'old');
	assert.equal(readFileSync(join(to, 'four'), 'utf8'), 'old');
	assert.equal(end.skipped, 2);
});

test('what is renamed gets a name that nothing else of the transfer has, also where names differ in case', async () => {
	const {from, to} = twoPlaces();
	const contents = {'one/x': 'first', 'two/x': 'second', 'one/x (2)': 'third', 'one/X (3)': 'fourth'};
	for (const [path, content] of Object.entries(contents)) {
		mkdirSync(dirname(join(from, path)), {recursive: true});
		writeFileSync(join(from, path), content);
	}
	const paths = Object.keys(contents).map(path => join(from, path));
	const transfer = startTransfer(request(paths, to, {isMove: true, onConflict: 'overwrite'}));
	const [question] = (await transfer.is('needs you')).questions;
	assert.equal(question?.kind, 'same-name');
	transfer.decide(question.id, 'rename', false);
	await transfer.is('done');
	const arrived = readdirSync(to).map(name => [name, readFileSync(join(to, name), 'utf8')]);
	assert.deepEqual(Object.fromEntries(arrived), {
		...{x: 'first', 'x (4)': 'second'},
		...{'x (2)': 'third', 'X (3)': 'fourth'},
	});
});

test('what is renamed takes the place of nothing at the target, even where all else is to be overwritten', async () => {
	const {from, to} = twoPlaces();
	for (const directory of ['one', 'two']) {
		mkdirSync(join(from, directory));
		writeFileSync(join(from, directory, 'x'), directory);
	}
	writeFileSync(join(to, 'x (2)'), 'theirs');
	const paths = ['one/x', 'two/x'].map(path => join(from, path));
	const transfer = startTransfer(request(paths, to, {onConflict: 'overwrite'}));
	const [question] = (await transfer.is('needs you')).questions;
	transfer.decide(question!.id, 'rename', false);
	await transfer.is('done');
	const arrived = readdirSync(to).map(name => [name, readFileSync(join(to, name), 'utf8')]);
	assert.deepEqual(Object.fromEntries(arrived), {x: 'one', 'x (2)': 'theirs', 'x (3)': 'two'});
});

test('a target that is a link is written where it leads, with the mode that is there', async () => {
	const {from, to} = twoPlaces();
	writeFileSync(join(from, 'conf'), 'new');
	mkdirSync(join(to, 'real'));
	writeFileSync(join(to, 'real/conf'), 'old');
	chmodSync(join(to, 'real/conf'), 0o604);
	symlinkSync('real/conf', join(to, 'conf'));
	await startTransfer(request([join(from, 'conf')], to, {onConflict: 'overwrite'})).is('done');
	assert.equal(readlinkSync(join(to, 'conf')), 'real/conf');
	assert.equal(readFileSync(join(to, 'real/conf'), 'utf8'), 'new');
	assert.equal(statSync(join(to, 'real/conf')).mode & 0o777, 0o604);
});

test('a hard link is asked about, and then written into, its content kept', async () => {
	const {from, to} = twoPlaces();
	writeFileSync(join(from, 'file'), 'new');
	writeFileSync(join(to, 'file'), 'old content');
	linkSync(join(to, 'file'), join(to, 'twin'));
	const transfer = startTransfer(request([join(from, 'file')], to, {onConflict: 'overwrite'}));
	const [question] = (await transfer.is('needs you')).questions;
	assert.ok(question?.kind === 'protected');
	assert.match(question.why, /2 names/);
	transfer.decide(question.id, 'in-place', false);
	await transfer.is('done');
	assert.equal(readFileSync(join(to, 'twin'), 'utf8'), 'new');
	const [backup] = readdirSync(join(transfer.journals, 'backups'));
	assert.equal(readFileSync(join(transfer.journals, 'backups', backup!), 'utf8'), 'old content');
});

test('where nothing can be kept before it is written into, nothing is', async () => {
	const {from, to} = twoPlaces();
	writeFileSync(join(from, 'file'), 'new');
	writeFileSync(join(to, 'file'), 'old content');
	linkSync(join(to, 'file'), join(to, 'twin'));
	const journals = tempDir('journal');
	writeFileSync(join(journals, 'backups'), 'no directory');
	const policies = {onConflict: 'overwrite', onProtected: 'in-place'} as const;
	const end = await startTransfer(request([join(from, 'file')], to, policies), {journals}).is('failed');
	assert.match(end.failures[0]?.reason ?? '', /Cannot make the directory .*backups/);
	assert.equal(readFileSync(join(to, 'twin'), 'utf8'), 'old content');
});

test('a link in the place of a directory below the target is not followed', async () => {
	const {from, to} = twoPlaces();
	const outside = tempDir('outside');
	mkdirSync(join(from, 'tree/sub'), {recursive: true});
	writeFileSync(join(from, 'tree/sub/file'), 'x');
	mkdirSync(join(to, 'tree'));
	symlinkSync(outside, join(to, 'tree/sub'));
	const transfer = startTransfer(request([join(from, 'tree')], to));
	const [question] = (await transfer.is('needs you')).questions;
	assert.deepEqual(question?.choices, ['rename', 'skip']);
	transfer.decide(question!.id, 'rename', false);
	await transfer.is('done');
	assert.deepEqual(readdirSync(outside), []);
	assert.equal(readFileSync(join(to, 'tree/sub (2)/file'), 'utf8'), 'x');
});

test('moving removes the sources once they are there', async () => {
	const {from, to} = twoPlaces();
	makeTree(from);
	const copy = join(tempDir('kept'), 'kept');
	execFileSync('cp', ['-a', from, copy]);
	await startTransfer(request([join(from, 'tree')], to, {isMove: true})).is('done');
	assert.equal(differences(copy, to), '');
	assert.equal(existsSync(join(from, 'tree')), false);
});

test('neither a directory into itself nor a file onto itself', async () => {
	const {from} = twoPlaces();
	mkdirSync(join(from, 'inner'));
	writeFileSync(join(from, 'file'), 'x');
	const into = await startTransfer(request([from], join(from, 'inner'))).is('failed');
	assert.match(into.failures[0]!.reason, /into itself/);
	const onto = await startTransfer(
		request([join(from, 'file')], from, {isMove: true, onConflict: 'overwrite'}),
	).is('failed');
	assert.match(onto.failures[0]!.reason, /same file/);
	assert.equal(readFileSync(join(from, 'file'), 'utf8'), 'x');
});

test('a retry of a move removes the source that could not be removed, and copies nothing again', async () => {
	const {from, to} = twoPlaces();
	writeFileSync(join(from, 'file'), 'new');
	writeFileSync(join(to, 'file'), 'another');
	const real = quickLocalFiles('/');
	let isLocked = true;
	let reads = 0;
	const transfer = startTransfer(request([join(from, 'file')], to, {isMove: true, onConflict: 'rename'}), {
		local: {
			...real,
			removeFile: async (path, signal) => {
				if (path === join(from, 'file') && isLocked) {
					throw new FileFailure('permission', 'It is locked.');
				}
				await real.removeFile(path, signal);
			},
			readBeginning(...args) {
				reads += 1;
				real.readBeginning(...args);
			},
		},
	});
	assert.match((await transfer.is('failed')).failures[0]!.reason, /its source stays/);
	isLocked = false;
	transfer.retry();
	transfer.start();
	await transfer.is('done');
	assert.equal(reads, 1);
	assert.deepEqual(readdirSync(from), []);
	assert.deepEqual(readdirSync(to).toSorted(), ['file', 'file (2)']);
});

/** A transfer of a tree of two files that has failed, since one vanished when it was about to be read. */
async function halfArrived() {
	const {from, to} = twoPlaces();
	const gone = join(from, 'tree/gone');
	mkdirSync(join(from, 'tree'));
	for (const path of [join(from, 'tree/file'), gone]) {
		writeFileSync(path, 'x');
	}
	const real = quickLocalFiles('/');
	const local: BulkFiles = {
		...real,
		readBeginning(path, into, done) {
			if (path === gone) {
				rmSync(path, {force: true});
			}
			real.readBeginning(path, into, done);
		},
	};
	const transfer = startTransfer(request([join(from, 'tree')], to), {local});
	await transfer.is('failed');
	const retried = async (): Promise<string[]> => {
		transfer.retry();
		transfer.start();
		const {failures} = await transfer.is('failed', 'done');
		return failures.map(({path, reason}) => `${path}: ${reason}`);
	};
	return {from, to, retried};
}

test('a retry forgets nothing that failed, and harms no directory whose source is gone', async () => {
	const {from, to, retried} = await halfArrived();
	assert.deepEqual(await retried(), ['tree/gone: It is not there any more.']);
	const {mode, mtimeMs} = statSync(join(to, 'tree'));
	rmSync(join(from, 'tree'), {recursive: true});
	assert.deepEqual(await retried(), [
		`tree: Cannot look at ${join(from, 'tree')} on this machine: there is no such file.`,
		'tree/gone: It is not there any more.',
	]);
	const after = statSync(join(to, 'tree'));
	assert.deepEqual([after.mode, after.mtimeMs], [mode, mtimeMs]);
});

test('a retry copies again what was in a directory that is gone at the target', async () => {
	const {to, retried} = await halfArrived();
	rmSync(join(to, 'tree'), {recursive: true});
	await retried();
	assert.deepEqual(readdirSync(join(to, 'tree')), ['file']);
});

test('what is still being listed when a transfer has failed is not heard of any more', async () => {
	const {from, to} = twoPlaces();
	mkdirSync(join(from, 'tree'));
	const real = quickLocalFiles('/');
	const [listing, given] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
	const transfer = startTransfer(request([join(from, 'tree')], join(to, 'none')), {
		local: {
			...real,
			stat: async (path, signal) => {
				await listing.promise;
				return real.stat(path, signal);
			},
			list: async () => {
				listing.resolve();
				await given.promise;
				return {isTruncated: false};
			},
		},
	});
	await transfer.is('failed');
	given.resolve();
	// What follows a listing follows in the same turn.
	await new Promise(resolve => setImmediate(resolve));
	assert.equal(transfer.state(), 'failed');
});

test('a part of the beginning is gone on with, where it is one', async () => {
	const {from, to} = twoPlaces();
	const data = randomBytes(3_000_000);
	for (const name of ['good', 'bad']) {
		writeFileSync(join(from, name), data);
	}
	writeFileSync(join(to, 'good'), data.subarray(0, 1_234_567));
	writeFileSync(join(to, 'bad'), randomBytes(1_234_567));
	await startTransfer(
		request(
			['good', 'bad'].map(name => join(from, name)),
			to,
			{onConflict: 'resume'},
		),
	).is('done');
	for (const name of ['good', 'bad']) {
		assert.ok(readFileSync(join(to, name)).equals(data), name);
	}
});

test('a pause does not wait until what is gone on with has been copied, and leaves no half of that', async () => {
	const {from, to} = twoPlaces();
	for (const [directory, size] of [
		[from, 600_000_001],
		[to, 600_000_000],
	] as const) {
		writeFileSync(join(directory, 'big'), '');
		truncateSync(join(directory, 'big'), size);
	}
	const transfer = startTransfer(request([join(from, 'big')], to, {onConflict: 'resume'}));
	await until(() => readdirSync(to).length > 1);
	await transfer.pause();
	assert.equal(transfer.state(), 'paused');
	assert.deepEqual(readdirSync(to), ['big']);
});

test('a part file that cannot be looked at is closed', async () => {
	const {from, to} = twoPlaces();
	const real = quickLocalFiles('/');
	for (const name of ['resumed', 'overwritten'] as const) {
		writeFileSync(join(from, name), randomBytes(3_000_000));
		writeFileSync(join(to, name), 'old');
	}
	let open = 0;
	const local: BulkFiles = {
		...real,
		async open(path, how, signal) {
			const file = await real.open(path, how, signal);
			open += 1;
			const close = (): Promise<void> => {
				open -= 1;
				return file.close();
			};
			const stat = how === 'read' ? file.stat : () => Promise.reject(new FileFailure('failure', 'Away.'));
			return {...file, close, stat};
		},
	};
	for (const onConflict of ['resume', 'overwrite'] as const) {
		const paths = [join(from, onConflict === 'resume' ? 'resumed' : 'overwritten')];
		const {failures} = await startTransfer(request(paths, to, {onConflict}), {local}).is('failed');
		assert.match(failures[0]!.reason, /Away/);
		assert.equal(open, 0, onConflict);
	}
});

test('what vanished or cannot be read fails with the reason, the others go on', async () => {
	const {from, to} = twoPlaces();
	writeFileSync(join(from, 'file'), 'x');
	const transfer = startTransfer(request([join(from, 'file'), join(from, 'gone')], to));
	const end = await transfer.is('failed');
	assert.equal(end.done.files, 1);
	assert.match(end.failures[0]!.reason, /no such file/);
	assert.equal(end.reason, '1 of 2 files failed.');
	writeFileSync(join(from, 'gone'), 'back');
	transfer.retry();
	transfer.start();
	await transfer.is('done');
	assert.equal(readFileSync(join(to, 'gone'), 'utf8'), 'back');
	assert.equal(lstatSync(join(to, 'file')).isFile(), true);
});

test('files that failed are counted apart from directories', async () => {
	const {from, to} = twoPlaces();
	mkdirSync(join(from, 'tree/sub'), {recursive: true});
	for (const name of ['one', 'sub/two', 'sub/three']) {
		writeFileSync(join(from, 'tree', name), name);
	}
	mkdirSync(join(to, 'tree'));
	writeFileSync(join(to, 'tree/sub'), 'in the way');
	const asked = request([join(from, 'tree')], to);
	const {reason} = await startTransfer(asked, {isUnattended: true}).is('failed');
	assert.equal(reason, '2 of 3 files and 1 of 2 directories failed.');
});
