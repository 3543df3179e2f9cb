import assert from 'node:assert/strict';
import {randomBytes} from 'node:crypto';
import {
	mkdirSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	renameSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {FileFailure, fileFailure} from '../../../source/core/files/file-failure.ts';
import type {BulkFiles} from '../../../source/services/transfers/bulk-files.ts';
import type {Connect} from '../../../source/services/transfers/endpoint.ts';
import {between} from '../files/sftp/between.ts';
import {packet} from '../files/sftp/rogue-server.ts';
import {serveByProgram, sftpServerPath} from '../files/sftp/sftp-server.ts';
import {
	differences,
	nextRun,
	request,
	type Started,
	startTransfer,
	type TestServer,
	testServer,
} from './run-in.ts';
import {makeTree, twoPlaces} from './trees.ts';

const kinds = {remove: 13, rename: 18, extended: 200};
const serve = () => serveByProgram(sftpServerPath(), ['-P', 'posix-rename']);

type Cut = 'between the two renames' | 'before what made way was removed';

/** A server that cannot replace a file in one step, whose first session ends in the middle of the steps. */
function cutServer(cut: Cut): TestServer {
	let left = cut === 'between the two renames' ? 2 : 1;
	const kind = cut === 'between the two renames' ? kinds.rename : kinds.remove;
	const server = testServer(() => {
		const real = serve();
		const up = (sent: Buffer): Buffer | null => {
			if (sent[4] === kind && sent.includes('.old')) {
				left -= 1;
			} else if (sent[4] === kind && kind === kinds.rename && left === 1) {
				left = 0;
			}
			if (left > 0) {
				return sent;
			}
			real.close();
			return null;
		};
		return server.channels.length > 0 ? real : between(real, {up});
	});
	return server;
}

const inDirectory = (directory: string): Record<string, string> =>
	Object.fromEntries(
		readdirSync(directory).map(name => [
			name.replace(/^\.sallyport-.*(?=\.)/, ''),
			readFileSync(join(directory, name), 'utf8').slice(0, 9),
		]),
	);

/** A file that is to replace another one, named `file` both. */
function twoFiles(size: number) {
	const {from, to} = twoPlaces();
	writeFileSync(join(from, 'file'), Buffer.concat([Buffer.from('new bytes'), randomBytes(size)]));
	writeFileSync(join(to, 'file'), 'old bytes');
	utimesSync(join(to, 'file'), 1e9, 1e9);
	return {from, to, asked: request([join(from, 'file')], to, {to: 'box', onConflict: 'overwrite'})};
}

const cuts: readonly Cut[] = ['between the two renames', 'before what made way was removed'];
for (const cut of cuts) {
	test(`a file that was replaced in steps which were cut off ${cut} is replaced after all`, async () => {
		for (const size of [0, 3_000_000]) {
			const {from, to, asked} = twoFiles(size);
			const server = cutServer(cut);
			await startTransfer(asked, server).is('done');
			assert.equal(server.channels.length, 2);
			assert.ok(readFileSync(join(to, 'file')).equals(readFileSync(join(from, 'file'))));
			assert.deepEqual(readdirSync(to), ['file']);
		}
	});

	/** A transfer that has stopped in the middle of the steps, and what the next run makes of it. */
	const stopped = async (asked: Parameters<typeof startTransfer>[0]): Promise<Started> => {
		const server = cutServer(cut);
		server.onOpen = count => {
			if (count > 0) {
				throw new FileFailure('lost', 'It is away.');
			}
		};
		const first = startTransfer(asked, {...server, isUnattended: true, patience: 1});
		await first.is('failed');
		assert.ok(first.isResumable());
		return nextRun(first, testServer(serve));
	};

	test(`steps that were cut off ${cut} are gone on with by the next run, or taken back where it is cancelled`, async () => {
		for (const isCancelled of [false, true]) {
			const {to, asked} = twoFiles(0);
			const next = await stopped(asked);
			assert.equal(inDirectory(to)['.old'], 'old bytes');
			if (isCancelled) {
				await next.cancel();
				assert.equal(next.view().reason, null);
			} else {
				next.retry();
				next.start();
				await next.is('done');
			}
			const isBack = isCancelled && cut === 'between the two renames';
			assert.deepEqual(inDirectory(to), {file: isBack ? 'old bytes' : 'new bytes'});
		}
	});

	test(`steps that were cut off ${cut}, of a file that a link leads to, are gone on with by the next run`, async () => {
		const {to, asked} = twoFiles(0);
		const real = join(to, 'real');
		mkdirSync(real);
		renameSync(join(to, 'file'), join(real, 'file'));
		symlinkSync('real/file', join(to, 'link'));
		const next = await stopped({...asked, name: 'link'});
		assert.equal(inDirectory(real)['.old'], 'old bytes');
		next.retry();
		next.start();
		await next.is('done');
		assert.deepEqual([inDirectory(real), readlinkSync(join(to, 'link'))], [{file: 'new bytes'}, 'real/file']);
	});
}

test('a link replaces a link or a file in steps, which are gone on with where they were cut off', async () => {
	for (const server of [testServer(serve), ...cuts.map(cutServer)]) {
		const {from, to} = twoPlaces();
		const paths = ['one', 'other'].map(name => join(from, name));
		for (const path of paths) {
			symlinkSync('new', path);
		}
		symlinkSync('old way', join(to, 'one'));
		writeFileSync(join(to, 'other'), 'old bytes');
		await startTransfer(request(paths, to, {to: 'box', onConflict: 'overwrite'}), server).is('done');
		assert.deepEqual(
			readdirSync(to).map(name => [name, readlinkSync(join(to, name))]),
			[
				['one', 'new'],
				['other', 'new'],
			],
		);
	}
});

test('what made way stays where something else has its name, and both are told', async () => {
	for (const isCancelled of [false, true]) {
		const {to, asked} = twoFiles(0);
		const server = cutServer('between the two renames');
		server.onOpen = count => {
			if (count === 1) {
				writeFileSync(join(to, 'file'), 'others');
			}
		};
		const transfer = startTransfer(asked, server);
		const {failures} = await transfer.is('failed');
		assert.match(failures[0]!.reason, /to\/file held may be in .*\.old, and something else has its name/);
		const both = {'.old': 'old bytes', '.part': 'new bytes', file: 'others'};
		assert.deepEqual(inDirectory(to), both);
		if (isCancelled) {
			await transfer.cancel();
			assert.match(transfer.view().reason ?? '', /\.old/);
			assert.deepEqual(inDirectory(to), both);
		} else {
			renameSync(join(to, 'file'), join(to, 'mine'));
			transfer.retry();
			transfer.start();
			await transfer.is('done');
			assert.deepEqual(inDirectory(to), {file: 'new bytes', mine: 'others'});
		}
	}
});

for (const {answer, isKnown} of [
	{answer: 'does not know it', isKnown: false},
	{answer: 'denies it', isKnown: true},
]) {
	test(`a server that offers to replace in one step and then ${answer} gets all files`, async () => {
		const {from, to} = twoPlaces();
		makeTree(from);
		const hello = packet(2, 3, 'posix-rename@openssh.com', '1', 'limits@openssh.com', '1');
		const open = () =>
			between(isKnown ? serve() : serveByProgram(), {
				down: sent => (sent[4] === 2 ? hello : sent),
				up(sent) {
					if (sent[4] === kinds.extended && !isKnown) {
						sent.write('other', sent.indexOf('posix') === -1 ? sent.length : sent.indexOf('posix'));
					}
					return sent;
				},
			});
		const asked = request([join(from, 'tree')], to, {to: 'box', onConflict: 'overwrite'});
		await startTransfer(asked, testServer(open)).is('done');
		assert.equal(differences(from, to), '');
		const changed = ['tree/script', 'tree/a/b/日本語 😀'];
		for (const path of changed) {
			writeFileSync(join(from, path), randomBytes(2_000_000));
			utimesSync(join(from, path), 4e9, 4e9);
		}
		const again = startTransfer({...asked, onConflict: 'if-newer'}, testServer(open));
		await again.is('done');
		for (const path of changed) {
			assert.ok(readFileSync(join(to, path)).equals(readFileSync(join(from, path))));
		}
	});
}

test('what the server will not move out of the way leaves no part file of what was to replace it', async () => {
	const {to, asked} = twoFiles(0);
	const server = testServer();
	const connect: Connect = async (host, signal) => {
		const connection = await server.connect(host, signal);
		const open = async (opening: AbortSignal): Promise<BulkFiles> => {
			const files = await connection.open(opening);
			return Object.assign(Object.create(files) as BulkFiles, {
				async rename(path: string, _: string, {replace}: {readonly replace: boolean}) {
					const code = replace ? 'unsupported' : 'permission';
					throw fileFailure({code, action: 'rename', path, host});
				},
			});
		};
		return {...connection, open};
	};
	const transfer = startTransfer(asked, {connect});
	const {failures} = await transfer.is('failed');
	assert.match(failures[0]!.reason, /permission denied/);
	assert.deepEqual([inDirectory(to), transfer.isResumable()], [{file: 'old bytes'}, false]);
});
