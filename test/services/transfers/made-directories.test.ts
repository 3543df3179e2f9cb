import assert from 'node:assert/strict';
import {randomBytes} from 'node:crypto';
import {chmodSync, chownSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {FileFailure} from '../../../source/core/files/file-failure.ts';
import type {BulkFiles} from '../../../source/services/transfers/bulk-files.ts';
import {quickLocalFiles} from '../../../source/services/transfers/quick-local-files.ts';
import {serveByProgram, sftpServerPath} from '../files/sftp/sftp-server.ts';
import {differences, nextRun, request, type Started, startTransfer, testServer} from './run-in.ts';
import {twoPlaces} from './trees.ts';

/** A server that is bound by the modes of directories, as root is not. */
function boundServer(directory: string): ReturnType<typeof testServer> {
	if (process.getuid?.() !== 0) {
		return testServer();
	}
	// The server wants a user that has a name.
	const nobody = 65_534;
	chmodSync(join(directory, '..'), 0o755);
	chownSync(directory, nobody, nobody);
	const user = [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', sftpServerPath()];
	return testServer(() => serveByProgram('setpriv', user));
}

for (const {name, isNext} of [
	{name: 'a retry', isNext: false},
	{name: 'the next run', isNext: true},
]) {
	test(`what is missing in directories that were made, and may not be written into, comes with ${name}`, async () => {
		const {from, to} = twoPlaces();
		const server = boundServer(to);
		const late = join(from, 'tree/inner/late');
		mkdirSync(join(from, 'tree/inner'), {recursive: true});
		writeFileSync(join(from, 'tree/first'), 'first');
		writeFileSync(late, 'late');
		chmodSync(join(from, 'tree/inner'), 0o555);
		chmodSync(join(from, 'tree'), 0o555);
		const real = quickLocalFiles('/');
		let hasFailed = false;
		const local: BulkFiles = {
			...real,
			readBeginning(path, into, done) {
				if (path === late && !hasFailed) {
					hasFailed = true;
					done(new FileFailure('permission', 'It is locked.'));
				} else {
					real.readBeginning(path, into, done);
				}
			},
		};
		const given = {...server, local};
		const first = startTransfer(request([join(from, 'tree')], to, {to: 'box'}), given);
		assert.match((await first.is('failed')).failures[0]!.reason, /locked/);
		const again = isNext ? nextRun(first, given) : first;
		again.retry();
		again.start();
		assert.deepEqual((await again.is('done', 'failed')).failures, []);
		assert.equal(differences(from, to), '');
	});
}

test('what failed in a directory that may not be written into leaves no part file there when it is given up', async () => {
	const {from, to} = twoPlaces();
	mkdirSync(join(from, 'tree'));
	writeFileSync(join(from, 'tree/big'), randomBytes(3_000_000));
	chmodSync(join(from, 'tree'), 0o555);
	const real = quickLocalFiles('/');
	const local: BulkFiles = {
		...real,
		async open(path, how, signal) {
			const file = await real.open(path, how, signal);
			return {
				...file,
				async read(buffer, offset, stopping) {
					if (offset > 2_000_000) {
						throw new FileFailure('failure', 'It cannot be read.');
					}
					return file.read(buffer, offset, stopping);
				},
			};
		},
	};
	const asked = request([join(from, 'tree')], to, {to: 'box'});
	const transfer = startTransfer(asked, {...boundServer(to), local});
	await transfer.is('failed');
	const inTree = (): string[] => readdirSync(join(to, 'tree')).map(name => name.replace(/-.*/, ''));
	assert.deepEqual(inTree(), ['.sallyport']);
	await transfer.cancel();
	assert.deepEqual([inTree(), statSync(join(to, 'tree')).mode & 0o777], [[], 0o555]);
});

test('nothing is left of a directory that may not be written into when another one takes its name meanwhile', async () => {
	const {from, to} = twoPlaces();
	const copy = join(to, 'tree');
	mkdirSync(join(from, 'tree'));
	for (const file of ['one', 'two', 'three']) {
		writeFileSync(join(from, 'tree', file), file);
	}
	chmodSync(join(from, 'tree'), 0o555);
	const real = quickLocalFiles('/');
	const local: BulkFiles = {
		...real,
		readBeginning(path, into, done) {
			mkdirSync(copy, {recursive: true});
			chmodSync(copy, 0o777);
			real.readBeginning(path, into, done);
		},
	};
	await startTransfer(request([join(from, 'tree')], to, {to: 'box'}), {...boundServer(to), local}).is('done');
	assert.deepEqual([readdirSync(to), readdirSync(copy).length], [['tree'], 3]);
});

for (const isCancelled of [false, true]) {
	test(`a directory that was made when its process was killed gets its mode and time ${isCancelled ? 'when that is cancelled' : 'from the next run'}`, async () => {
		const {from, to} = twoPlaces();
		mkdirSync(join(from, 'tree/inner'), {recursive: true});
		for (const path of ['tree/inner', 'tree']) {
			utimesSync(join(from, path), 1e9, 1e9);
		}
		const killed = Promise.withResolvers<Started>();
		const real = quickLocalFiles('/');
		const local: BulkFiles = {
			...real,
			async makeDirectory(path, mode, signal) {
				await real.makeDirectory(path, mode, signal);
				if (path.endsWith('inner')) {
					killed.resolve(nextRun(first));
					await new Promise(() => {});
				}
			},
		};
		const first = startTransfer(request([join(from, 'tree')], to), {local});
		const next = await killed.promise;
		if (isCancelled) {
			await next.cancel();
		} else {
			next.start();
			await next.is('done');
		}
		assert.equal(differences(from, to), '');
	});
}
