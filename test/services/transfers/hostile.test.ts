import assert from 'node:assert/strict';
import {
	linkSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {isPartName} from '../../../source/core/transfers/names.ts';
import {quickLocalFiles} from '../../../source/services/transfers/quick-local-files.ts';
import {smallDisk} from '../../helpers/small-disk.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {until} from '../../helpers/wait.ts';
import {between} from '../files/sftp/between.ts';
import {packet, type RogueRequest, type RogueServer, rogueServer} from '../files/sftp/rogue-server.ts';
import {serveByProgram} from '../files/sftp/sftp-server.ts';
import {request, startTransfer, testServer} from './run-in.ts';
import {twoPlaces} from './trees.ts';

type Node = {readonly mode: number; readonly size: bigint; readonly names?: readonly string[]};

const directory = (...names: string[]): Node => ({mode: 0o040755, size: 0n, names});
const file = (size: number | bigint): Node => ({mode: 0o100644, size: BigInt(size)});
const attributes = ({mode, size}: Node) => [1 | 4 | 8, size, mode, 0, 1_700_000_000] as const;
const status = (id: number, code: number): Buffer => packet(101, id, code, '', '');

/**
 * A server of files that are what `look` says, and hold as many bytes as are asked for, up to `most` in all. It answers a
 * READ or CLOSE of a file that it `garbles` with more than was asked for.
 */
function lyingServer(
	look: (path: string) => Node | null,
	most = Number.POSITIVE_INFINITY,
	onOpen: (path: string) => void = () => {},
	garbles: (path: string, kind: number) => boolean = () => false,
): ReturnType<typeof testServer> {
	const listed = new Set<string>();
	const answer = ({kind, id, body}: RogueRequest, {send}: RogueServer): void => {
		const text = body.toString('utf8', 4, 4 + body.readUInt32BE());
		const node = look(text);
		if (kind === 16) {
			send(packet(104, id, 1, text === '.' ? '/' : text, '', 0));
		} else if (node === null) {
			send(status(id, 2));
		} else if (kind === 7 || kind === 17 || kind === 8) {
			send(packet(105, id, ...attributes(node)));
		} else if (kind === 3 || kind === 11) {
			onOpen(text);
			listed.delete(text);
			send(packet(102, id, text));
		} else if (kind === 12) {
			const entries = listed.has(text) ? [] : (node.names ?? []);
			listed.add(text);
			const told = entries.flatMap(name => [name, '', ...attributes(look(`${text}/${name}`) ?? file(1))]);
			send(entries.length === 0 ? status(id, 1) : packet(104, id, entries.length, ...told));
		} else if (kind === 5) {
			const at = body.subarray(4 + text.length);
			if (garbles(text, kind)) {
				send(packet(103, id, Buffer.alloc(at.readUInt32BE(8) + 1)));
				return;
			}
			const length = Math.min(at.readUInt32BE(8), most - Number(at.readBigUInt64BE()));
			send(length <= 0 ? status(id, 1) : packet(103, id, Buffer.alloc(length, 'x')));
		} else {
			send(kind === 4 && garbles(text, kind) ? packet(103, id, '') : status(id, 0));
		}
	};
	return testServer(() => rogueServer(answer).channel);
}

test('names that lead elsewhere fail, and nothing is written outside the target', async () => {
	const {to} = twoPlaces();
	const names = ['../escape', '/abs', '..', '', 'a/b', 'sound'];
	const look = (path: string): Node =>
		path === '/tree' ? directory(...names) : path === '/' ? directory('tree') : file(1);
	const server = lyingServer(look, 1);
	const end = await startTransfer(request(['/tree'], to, {from: 'box'}), server).is('failed');
	assert.deepEqual(readdirSync(to), ['tree']);
	assert.deepEqual(readdirSync(join(to, 'tree')), ['sound']);
	assert.deepEqual(readdirSync(join(to, '..')).toSorted(), ['from', 'to']);
	assert.equal(end.failed, 4);
	assert.match(end.failures[0]!.reason, /slash/);
});

test('a link that leads out by way of another link is left out, and a later file of its name goes nowhere else', async () => {
	const {from, to} = twoPlaces();
	const secret = join(to, '../secret');
	writeFileSync(secret, 'secret');
	mkdirSync(join(from, 'one/two'), {recursive: true});
	symlinkSync('../..', join(from, 'one/two/top'));
	symlinkSync('one/two/top/../secret', join(from, 'file'));
	const paths = ['one', 'file'].map(name => join(from, name));
	const end = await startTransfer(request(paths, to, {from: 'box'}), testServer()).is('done');
	rmSync(join(from, 'file'));
	writeFileSync(join(from, 'file'), 'new');
	const again = request([join(from, 'file')], to, {from: 'box', onConflict: 'overwrite'});
	await startTransfer(again, testServer()).is('done');
	assert.equal(readFileSync(secret, 'utf8'), 'secret');
	assert.equal(readFileSync(join(to, 'file'), 'utf8'), 'new');
	assert.match(end.left.map(({path, reason}) => `${path}: ${reason}`).join(), /^file: .*leads up/);
	assert.equal(readlinkSync(join(to, 'one/two/top')), '../..');
});

test('a file that goes on behind its size is refused', async () => {
	const {to} = twoPlaces();
	const server = lyingServer(path => (path === '/' ? directory('file') : file(5)));
	const end = await startTransfer(request(['/file'], to, {from: 'box'}), server).is('failed');
	assert.match(end.failures[0]!.reason, /changed while it was copied/);
	assert.deepEqual(readdirSync(to), []);
});

test('a file that ends before its size fails, small or large', async () => {
	const {to} = twoPlaces();
	for (const size of [500, 5_000_000]) {
		const server = lyingServer(path => (path === '/' ? directory('file') : file(size)), 100);
		const end = await startTransfer(request(['/file'], to, {from: 'box'}), server).is('failed');
		assert.match(end.failures[0]!.reason, /changed while it was copied/);
		assert.ok(!readdirSync(to).includes('file'));
	}
});

test('a server that does not keep to the protocol ends the transfer with that, and a retry goes on with it', async () => {
	const {to} = twoPlaces();
	const names = Array.from({length: 400}, (_, index) => `${index}`);
	let isBad = true;
	const look = (path: string): Node =>
		path === '/' ? directory('tree') : path === '/tree' ? directory(...names) : file(3);
	const server = lyingServer(
		look,
		3,
		() => {},
		(path, kind) => isBad && kind === 5 && path === '/tree/150',
	);
	const transfer = startTransfer(request(['/tree'], to, {from: 'box'}), server);
	const end = await transfer.is('failed');
	assert.match(end.reason ?? '', /does not keep to the protocol/);
	assert.deepEqual(end.failures, []);
	assert.equal(server.channels.length, 1);
	assert.ok(transfer.isResumable());
	isBad = false;
	transfer.retry();
	transfer.start();
	await transfer.is('done');
	assert.deepEqual(readdirSync(join(to, 'tree')).toSorted(), names.toSorted());
	assert.ok(names.every(name => readFileSync(join(to, 'tree', name), 'utf8') === 'xxx'));
});

test('what waits for room when the server breaks the protocol leaves no part file once the transfer is cleared', async () => {
	const {to} = twoPlaces();
	const local = quickLocalFiles('/');
	const {placeNew} = local;
	const read = Promise.withResolvers<void>();
	const look = (path: string): Node =>
		path === '/' ? directory('medium', 'small') : file(path === '/medium' ? 600_000 : 3);
	const server = lyingServer(
		look,
		3,
		() => {},
		(path, kind) => kind === 4 && path === '/medium',
	);
	const transfer = startTransfer(request(['/medium', '/small'], to, {from: 'box'}), {
		...server,
		local: Object.assign(local, {
			async freeSpace() {
				await read.promise;
				return {total: 1_000_000, free: 500_000};
			},
			// The small one is all that is under way when the protocol is broken, and arrives.
			placeNew(...args: Parameters<typeof placeNew>) {
				read.resolve();
				void server.channels[0]!.ended.then(() => placeNew(...args));
			},
		}),
	});
	const end = await transfer.is('failed');
	assert.match(end.reason ?? '', /does not keep to the protocol/);
	assert.equal(readdirSync(to).filter(isPartName).length, 1);
	assert.ok(transfer.isResumable());
	await transfer.cancel();
	assert.deepEqual(readdirSync(to), ['small']);
});

test('an absurd size takes no room', async () => {
	const {to} = twoPlaces();
	const server = lyingServer(path => (path === '/' ? directory('file') : file(2n ** 60n)));
	const transfer = startTransfer(request(['/file'], to, {from: 'box'}), server);
	const waiting = await transfer.is('waiting');
	assert.match(waiting.reason ?? '', /no room/);
	await transfer.cancel();
	assert.deepEqual(readdirSync(to), []);
});

test('a transfer that waits for room looks at once where that is asked for, and can be paused', async () => {
	const {to} = twoPlaces();
	let looks = 0;
	const local = quickLocalFiles('/');
	const {freeSpace} = local;
	const transfer = startTransfer(request(['/file'], to, {from: 'box'}), {
		...lyingServer(path => (path === '/' ? directory('file') : file(2n ** 60n))),
		local: Object.assign(local, {
			freeSpace(...args: Parameters<typeof freeSpace>) {
				looks += 1;
				return freeSpace(...args);
			},
		}),
	});
	await transfer.is('waiting');
	const before = looks;
	transfer.retry();
	// By itself it looks after three seconds.
	await until(() => looks > before, {within: 2000});
	await transfer.is('waiting');
	await transfer.pause();
	assert.equal(transfer.state(), 'paused');
});

test('data without an end behind a size of 0 stop before the disk is full', async t => {
	const disk = smallDisk(100, t);
	if (disk === null) {
		return;
	}
	const server = lyingServer(path => (path === '/' ? directory('file') : file(0)));
	const transfer = startTransfer(request(['/file'], disk.directory, {from: 'box'}), {
		...server,
		isUnattended: true,
	});
	const end = await transfer.is('failed');
	assert.match(end.failures[0]!.reason, /no room/);
	assert.deepEqual(readdirSync(disk.directory), []);
});

const inPlace = {onConflict: 'overwrite', onProtected: 'in-place'} as const;

test('data without an end are not written into a file', async t => {
	const disk = smallDisk(20, t);
	if (disk === null) {
		return;
	}
	const target = join(disk.directory, 'file');
	writeFileSync(target, 'old');
	linkSync(target, join(disk.directory, 'twin'));
	const server = lyingServer(path => (path === '/' ? directory('file') : file(5)));
	const asked = request(['/file'], disk.directory, {from: 'box', ...inPlace});
	const end = await startTransfer(asked, server).is('failed');
	assert.match(end.failures[0]!.reason, /changed while it was copied/);
	assert.equal(readFileSync(target, 'utf8'), 'old');
});

test('what has no room is not written into a file', async () => {
	const {to} = twoPlaces();
	writeFileSync(join(to, 'file'), 'old');
	linkSync(join(to, 'file'), join(to, 'twin'));
	const server = lyingServer(path => (path === '/' ? directory('file') : file(2n ** 60n)), 100);
	const transfer = startTransfer(request(['/file'], to, {from: 'box', ...inPlace}), {
		...server,
		isUnattended: true,
	});
	const end = await transfer.is('failed');
	assert.match(end.failures[0]!.reason, /no room/);
	assert.equal(readFileSync(join(to, 'file'), 'utf8'), 'old');
});

test('data without an end are not kept before a file is written into', async t => {
	const disk = smallDisk(20, t);
	if (disk === null) {
		return;
	}
	const {from, to} = twoPlaces();
	writeFileSync(join(from, 'file'), 'new');
	writeFileSync(join(to, 'file'), 'old');
	linkSync(join(to, 'file'), join(to, 'twin'));
	const server = testServer(() => {
		/** How much was asked for, by the number of the request. */
		const reads = new Map<number, number>();
		return between(serveByProgram(), {
			up(sent) {
				if (sent[4] === 5) {
					reads.set(sent.readUInt32BE(5), sent.readUInt32BE(sent.length - 4));
				}
				return sent;
			},
			down: answer => {
				const id = answer.readUInt32BE(5);
				const length = reads.get(id);
				reads.delete(id);
				return length === undefined ? answer : packet(103, id, Buffer.alloc(length, 'x'));
			},
		});
	});
	const asked = request([join(from, 'file')], to, {to: 'box', ...inPlace});
	const end = await startTransfer(asked, {...server, journals: disk.directory}).is('failed');
	assert.match(end.failures[0]!.reason, /goes on behind its size/);
	assert.deepEqual(readdirSync(join(disk.directory, 'backups')), []);
	assert.equal(readFileSync(join(to, 'file'), 'utf8'), 'old');
});

test('a directory that holds itself for ever is left at a depth', async () => {
	const {to} = twoPlaces();
	const server = lyingServer(() => directory('d'));
	const end = await startTransfer(request(['/d'], to, {from: 'box'}), server).is('failed');
	assert.match(end.failures.at(-1)!.reason, /64 directories deep/);
});

test('a directory of the target that becomes a link in mid-transfer is not written through', async () => {
	const {to} = twoPlaces();
	const outside = tempDir('outside');
	const swap = (path: string): void => {
		if (path === '/tree/sub/b') {
			renameSync(join(to, 'tree/sub'), join(to, 'tree/moved'));
			symlinkSync(outside, join(to, 'tree/sub'));
		}
	};
	const look = (path: string): Node =>
		path === '/' || path === '/tree'
			? directory('sub')
			: path === '/tree/sub'
				? directory('b', 'c')
				: file(400_000);
	const transfer = startTransfer(request(['/tree'], to, {from: 'box'}), lyingServer(look, 400_000, swap));
	const end = await transfer.is('failed');
	assert.deepEqual(readdirSync(outside), []);
	assert.ok(end.failures.length > 0);
});

test('a directory of the target that cannot be looked at any more fails what goes into it, and nothing else', async () => {
	const {to} = twoPlaces();
	const swap = (path: string): void => {
		if (path === '/tree/sub/b') {
			renameSync(join(to, 'tree'), join(to, 'moved'));
			symlinkSync('tree', join(to, 'tree'));
		}
	};
	const look = (path: string): Node =>
		path === '/'
			? directory('tree', 'a')
			: path === '/tree'
				? directory('sub')
				: path === '/tree/sub'
					? directory('b', 'c')
					: file(400_000);
	const server = lyingServer(look, 400_000, swap);
	const {failures, done} = await startTransfer(request(['/tree', '/a'], to, {from: 'box'}), server).is(
		'failed',
	);
	assert.ok(failures.length > 0);
	assert.ok(failures.every(({path, reason}) => path !== 'a' && /too many links/.test(reason)));
	assert.ok(done.files > 0);
});

test('a source that becomes a link or a fifo after it was seen is not followed', async () => {
	const {from, to} = twoPlaces();
	const secret = join(tempDir('secret'), 'secret');
	writeFileSync(secret, 'secret');
	writeFileSync(join(from, 'file'), 'public');
	writeFileSync(join(to, 'file'), 'old');
	const transfer = startTransfer(request([join(from, 'file')], to, {to: 'box'}), testServer());
	const [question] = (await transfer.is('needs you')).questions;
	rmSync(join(from, 'file'));
	symlinkSync(secret, join(from, 'file'));
	transfer.decide(question!.id, 'overwrite', false);
	const end = await transfer.is('failed');
	assert.match(end.failures[0]!.reason, /Cannot read/);
	assert.equal(readFileSync(join(to, 'file'), 'utf8'), 'old');
});

test('a target that appears in mid-transfer is asked about, not replaced', async () => {
	const {to} = twoPlaces();
	const appear = (): void => writeFileSync(join(to, 'file'), 'theirs');
	const server = lyingServer(path => (path === '/' ? directory('file') : file(3)), 3, appear);
	const transfer = startTransfer(request(['/file'], to, {from: 'box'}), server);
	const [question] = (await transfer.is('needs you')).questions;
	assert.equal(question?.kind, 'exists');
	assert.equal(readFileSync(join(to, 'file'), 'utf8'), 'theirs');
	transfer.decide(question!.id, 'rename', false);
	await transfer.is('done');
	assert.equal(readFileSync(join(to, 'file'), 'utf8'), 'theirs');
	assert.equal(readFileSync(join(to, 'file (2)'), 'utf8'), 'xxx');
});

test('a server that hangs can be paused at, and goes on where it was when it comes back', async () => {
	const {from, to} = twoPlaces();
	mkdirSync(join(from, 'tree'));
	for (let number = 0; number < 400; number++) {
		writeFileSync(join(from, `tree/${number}`), Buffer.alloc(20_000, number));
	}
	writeFileSync(join(from, 'tree/big'), Buffer.alloc(40_000_000, 'b'));
	const pids: number[] = [];
	const server = testServer();
	const transfer = startTransfer(request([join(from, 'tree')], to, {from: 'box'}), server);
	await until(() => transfer.view().done.bytes > 1_000_000);
	for (const {pid} of server.channels as unknown as {pid: number}[]) {
		pids.push(pid);
		process.kill(pid, 'SIGSTOP');
	}
	const before = performance.now();
	await transfer.pause();
	assert.ok(performance.now() - before < 4000);
	assert.equal(transfer.view().state, 'paused');
	transfer.enqueue();
	transfer.start();
	await transfer.is('done');
	assert.equal(readdirSync(join(to, 'tree')).length, 401);
	assert.ok(readdirSync(join(to, 'tree')).every(name => !name.endsWith('.part')));
});
