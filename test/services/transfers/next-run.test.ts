import assert from 'node:assert/strict';
import {randomBytes} from 'node:crypto';
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {fileFailure} from '../../../source/core/files/file-failure.ts';
import type {TransferRequest} from '../../../source/core/transfers/transfer.ts';
import {quickLocalFiles} from '../../../source/services/transfers/quick-local-files.ts';
import {until} from '../../helpers/wait.ts';
import {nextRun, request, type Started, startTransfer, testServer} from './run-in.ts';
import {twoPlaces} from './trees.ts';

const server = testServer();
const long = 60_000_000;

/** A transfer that was paused while `big`, its last file, was on its way. */
async function stopped(asked: TransferRequest): Promise<Started> {
	const transfer = startTransfer(asked, server);
	await until(() => transfer.view().done.bytes > 1_000_000);
	await transfer.pause();
	return transfer;
}

async function goOn(transfer: Started, given: Parameters<typeof nextRun>[1] = server): Promise<Started> {
	const next = nextRun(transfer, given);
	next.retry();
	next.enqueue();
	next.start();
	return next;
}

const text = (path: string): string => readFileSync(path, 'utf8');

for (const isMove of [false, true]) {
	test(`a file that changed after it was ${isMove ? 'moved' : 'copied'} is copied again by the next run`, async () => {
		const {from, to} = twoPlaces();
		const paths = ['a', 'big'].map(name => join(from, name));
		writeFileSync(paths[0]!, 'old');
		utimesSync(paths[0]!, 1e9, 1e9);
		writeFileSync(paths[1]!, randomBytes(long));
		const first = await stopped(request(paths, to, {to: 'box', isMove, onConflict: 'overwrite'}));
		assert.equal(text(join(to, 'a')), 'old');
		writeFileSync(paths[0]!, 'edited since');
		await (await goOn(first)).is('done');
		assert.equal(text(join(to, 'a')), 'edited since');
		assert.equal(existsSync(paths[0]!), !isMove);
	});
}

test('a source that changed after it was moved stays in the next run too, until that has copied it', async () => {
	const {from, to} = twoPlaces();
	const path = join(from, 'a');
	writeFileSync(path, 'old');
	utimesSync(path, 1e9, 1e9);
	const files = quickLocalFiles('/');
	const local: typeof files = {
		...files,
		lstat(asked, signal) {
			if (asked === path && existsSync(join(to, 'a')) && text(path) === 'old') {
				writeFileSync(path, 'new');
			}
			return files.lstat(asked, signal);
		},
	};
	const first = startTransfer(request([path], to, {isMove: true}), {local});
	assert.match((await first.is('failed')).failures[0]!.reason, /has changed since and stays/);
	const next = await goOn(first, {});
	const {questions} = await next.is('needs you');
	assert.deepEqual([text(path), text(join(to, 'a'))], ['new', 'old']);
	next.decide(questions[0]!.id, 'overwrite', false);
	await next.is('done');
	assert.deepEqual([existsSync(path), text(join(to, 'a'))], [false, 'new']);
});

test('what a move skips stays at the source, however much it looks like what is there', async () => {
	const {from, to} = twoPlaces();
	for (const [directory, content] of [
		[from, 'source'],
		[to, 'target'],
	] as const) {
		writeFileSync(join(directory, 'kept'), content);
		utimesSync(join(directory, 'kept'), 1e9, 1e9);
	}
	writeFileSync(join(from, 'big'), randomBytes(long));
	const paths = ['kept', 'big'].map(name => join(from, name));
	const first = await stopped(request(paths, to, {to: 'box', isMove: true, onConflict: 'skip'}));
	const {skipped} = await (await goOn(first)).is('done');
	assert.deepEqual([skipped, readdirSync(from), text(join(to, 'kept'))], [1, ['kept'], 'target']);
});

test('a directory that cannot be listed any more is no directory that has arrived', async () => {
	const {from, to} = twoPlaces();
	mkdirSync(join(from, 'tree'));
	writeFileSync(join(from, 'tree/big'), randomBytes(long));
	const first = await stopped(request([join(from, 'tree')], to, {to: 'box'}));
	const files = quickLocalFiles('/');
	const local: typeof files = {
		...files,
		async list(path) {
			throw fileFailure({code: 'failure', action: 'list', path, host: null, why: 'i/o error'});
		},
	};
	const {failures} = await (await goOn(first, {...server, local})).is('failed');
	assert.match(failures[0]!.reason, /i\/o error/);
});

test('a directory that was given another name has that in the next run, and what has its first one is left alone', async () => {
	for (const isCancelled of [false, true]) {
		const {from, to} = twoPlaces();
		mkdirSync(join(from, 'd'));
		chmodSync(join(from, 'd'), 0o755);
		writeFileSync(join(from, 'd/big'), randomBytes(long));
		writeFileSync(join(to, 'd'), 'private');
		chmodSync(join(to, 'd'), 0o600);
		const first = startTransfer(request([join(from, 'd')], to, {to: 'box'}), server);
		const {questions} = await first.is('needs you');
		first.decide(questions[0]!.id, 'rename', false);
		await until(() => first.view().done.bytes > 1_000_000);
		await first.pause();
		const next = nextRun(first, server);
		if (isCancelled) {
			await next.cancel();
			assert.equal(next.view().reason, null);
		} else {
			next.enqueue();
			next.start();
			await next.is('done');
		}
		assert.deepEqual(readdirSync(join(to, 'd (2)')), isCancelled ? [] : ['big']);
		const modes = ['d', 'd (2)'].map(name => statSync(join(to, name)).mode & 0o777);
		assert.deepEqual(modes, [0o600, 0o755]);
	}
});

test('what was moved and is gone at the target again is moved once more, not lost', async () => {
	const {from, to} = twoPlaces();
	const paths = ['a', 'big'].map(name => join(from, name));
	writeFileSync(paths[0]!, 'content');
	writeFileSync(paths[1]!, randomBytes(long));
	const first = await stopped(request(paths, to, {to: 'box', isMove: true}));
	rmSync(join(to, 'a'));
	await (await goOn(first)).is('done');
	assert.deepEqual([text(join(to, 'a')), readdirSync(from)], ['content', []]);
});

test('a directory that was skipped is not asked about again', async () => {
	const {from, to} = twoPlaces();
	mkdirSync(join(from, 'd'));
	writeFileSync(join(from, 'd/file'), '');
	writeFileSync(join(to, 'd'), '');
	writeFileSync(join(from, 'big'), randomBytes(long));
	const asked = request([join(from, 'd'), join(from, 'big')], to, {to: 'box'});
	const first = startTransfer(asked, server);
	const [question] = await until(() => (first.view().asked > 0 ? first.view().questions : null));
	first.decide(question!.id, 'skip', false);
	await until(() => first.view().done.bytes > 1_000_000);
	await first.pause();
	assert.equal((await (await goOn(first)).is('done', 'needs you')).state, 'done');
});

test('a directory and a link to it, both named, arrive both, however often that was interrupted', async () => {
	const {from, to} = twoPlaces();
	mkdirSync(join(from, '42'));
	for (let number = 0; number < 500; number++) {
		writeFileSync(join(from, `42/f${number}`), `${number}`);
	}
	writeFileSync(join(from, '42/big'), randomBytes(long));
	symlinkSync('42', join(from, 'current'));
	const paths = ['current', '42'].map(name => join(from, name));
	const first = await stopped(request(paths, to, {to: 'box', followsLinks: true}));
	await (await goOn(first)).is('done');
	for (const name of ['current', '42']) {
		assert.deepEqual(readdirSync(join(to, name)), readdirSync(join(from, '42')));
	}
});

test('the part file of what was to replace a link goes from beside what that leads to when it is cancelled', async () => {
	for (const isNext of [false, true]) {
		const {from, to} = twoPlaces();
		writeFileSync(join(from, 'big'), randomBytes(long));
		mkdirSync(join(to, 'real'));
		writeFileSync(join(to, 'real/old'), 'old');
		symlinkSync('real/old', join(to, 'big'));
		const first = await stopped(request([join(from, 'big')], to, {to: 'box', onConflict: 'overwrite'}));
		assert.equal(readdirSync(join(to, 'real')).length, 2);
		await (isNext ? nextRun(first, server) : first).cancel();
		assert.deepEqual([readdirSync(to), readdirSync(join(to, 'real'))], [['big', 'real'], ['old']]);
	}
});
