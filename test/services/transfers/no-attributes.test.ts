import assert from 'node:assert/strict';
import {randomBytes} from 'node:crypto';
import fs, {
	chmodSync,
	existsSync,
	linkSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	truncateSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import {syncBuiltinESMExports} from 'node:module';
import {join} from 'node:path';
import {test} from 'node:test';
import {until} from '../../helpers/wait.ts';
import {between} from '../files/sftp/between.ts';
import {serveByProgram, sftpServerPath} from '../files/sftp/sftp-server.ts';
import {nextRun, request, startTransfer, testServer} from './run-in.ts';
import {makeTree, treeTotals, twoPlaces} from './trees.ts';

const kinds = {write: 6, setstat: 9, fsetstat: 10};
const serve = () => serveByProgram(sftpServerPath(), ['-P', 'setstat,fsetstat']);
const server = testServer(serve);
const told = [
	'box refused to set modes or times: they could not all be kept, and what is new there may be for its owner alone.',
];

/** The same, saying no by another code. */
function serverSaying(code: number): ReturnType<typeof testServer> {
	const asked = new Set<number>();
	return testServer(() =>
		between(serve(), {
			up(packet) {
				if (packet[4] === kinds.setstat || packet[4] === kinds.fsetstat) {
					asked.add(packet.readUInt32BE(5));
				}
				return packet;
			},
			down(packet) {
				if (packet[4] === 101 && asked.delete(packet.readUInt32BE(5))) {
					packet.writeUInt32BE(code, 9);
				}
				return packet;
			},
		}),
	);
}

/** The paths of what is not a directory, and what each holds. */
function contents(directory: string): ReadonlyMap<string, string> {
	const paths = readdirSync(directory, {recursive: true, encoding: 'latin1'});
	const files = paths.filter(path => lstatSync(Buffer.from(join(directory, path), 'latin1')).isFile());
	return new Map(
		files.map(path => [path, readFileSync(Buffer.from(join(directory, path), 'latin1'), 'latin1')]),
	);
}

for (const [code, words] of [
	[3, 'is not permitted'],
	[4, 'has failed'],
	[8, 'is not supported'],
] as const) {
	test(`a server that says that setting modes ${words} gets all files, for their owner alone, and that is told once`, async () => {
		const {from, to} = twoPlaces();
		makeTree(from);
		const asked = request([join(from, 'tree')], to, {to: 'box'});
		const end = await startTransfer(asked, serverSaying(code)).is('done');
		assert.deepEqual(end.notes, told);
		assert.deepEqual(end.totals, {...treeTotals, bytes: end.done.bytes});
		assert.deepEqual(contents(to), contents(from));
		const modes = ['tree', 'tree/script', 'tree/a/b/日本語 😀'].map(
			path => statSync(join(to, path)).mode & 0o777,
		);
		assert.deepEqual(modes, [0o700, 0o600, 0o600]);
	});
}

test('a server that sets modes tells nothing of them', async () => {
	const {from, to} = twoPlaces();
	makeTree(from);
	const end = await startTransfer(request([join(from, 'tree')], to, {to: 'box'}), testServer()).is('done');
	assert.deepEqual(end.notes, []);
});

test('content that is refused, or that does not arrive, fails where modes are refused too, and a move leaves its source', async () => {
	const swallowing = () =>
		between(serve(), {
			up(packet) {
				if (packet[4] !== kinds.write) {
					return packet;
				}
				// A WRITE of nothing, which is answered as one of all.
				const head = packet.subarray(0, 13 + packet.readUInt32BE(9) + 8);
				const empty = Buffer.concat([head, Buffer.alloc(4)]);
				empty.writeUInt32BE(empty.length - 4);
				return empty;
			},
		});
	const refusing = () => serveByProgram(sftpServerPath(), ['-P', 'setstat,fsetstat,write']);
	for (const [open, why] of [
		[swallowing, /did not arrive whole/],
		[refusing, /permission denied/],
	] as const) {
		const {from, to} = twoPlaces();
		const paths = ['small', 'big'].map(name => join(from, name));
		writeFileSync(paths[0]!, 'small');
		writeFileSync(paths[1]!, randomBytes(900_000));
		const asked = request(paths, to, {to: 'box', isMove: true});
		const {failures, notes} = await startTransfer(asked, testServer(open)).is('failed');
		assert.equal(failures.length, 2);
		for (const {reason} of failures) {
			assert.match(reason, why);
		}
		assert.deepEqual([notes, readdirSync(to), readdirSync(from).length], [[], [], 2]);
	}
});

test('a move to where modes are refused removes what has arrived', async () => {
	const {from, to} = twoPlaces();
	writeFileSync(join(from, 'small'), 'small');
	writeFileSync(join(from, 'big'), randomBytes(3_000_000));
	const sent = contents(from);
	const paths = [...sent.keys()].map(name => join(from, name));
	const {notes} = await startTransfer(request(paths, to, {to: 'box', isMove: true}), server).is('done');
	assert.deepEqual([notes, contents(to), readdirSync(from)], [told, sent, []]);
});

test('where modes are refused, only what has changed since is newer', async () => {
	const {from, to} = twoPlaces();
	const paths = ['same', 'changed'].map(name => join(from, name));
	for (const path of paths) {
		writeFileSync(path, 'before');
		utimesSync(path, 1e9, 1e9);
	}
	const asked = request(paths, to, {to: 'box', onConflict: 'if-newer'});
	await startTransfer(asked, server).is('done');
	writeFileSync(paths[1]!, 'after');
	utimesSync(paths[1]!, 4e9, 4e9);
	const {skipped} = await startTransfer(asked, server).is('done');
	assert.equal(skipped, 1);
	assert.deepEqual(contents(to), contents(from));
});

test('what is replaced where modes are refused keeps its mode, or is asked about and written into', async () => {
	for (const size of [5, 3_000_000]) {
		const {from, to} = twoPlaces();
		for (const [name, mode] of [
			['private', 0o600],
			['public', 0o644],
			['longer', 0o644],
		] as const) {
			writeFileSync(join(from, name), randomBytes(size));
			writeFileSync(join(to, name), 'old');
			chmodSync(join(to, name), mode);
		}
		truncateSync(join(to, 'longer'), size + 1);
		const paths = readdirSync(from).map(name => join(from, name));
		const transfer = startTransfer(request(paths, to, {to: 'box', onConflict: 'overwrite'}), server);
		const {questions, done} = await transfer.is('needs you');
		assert.deepEqual(questions.map(({path}) => path).toSorted(), ['longer', 'public']);
		assert.ok(questions.every(({kind}) => kind === 'protected'));
		assert.equal(done.files, 1);
		assert.deepEqual(readdirSync(to).toSorted(), ['longer', 'private', 'public']);
		transfer.decide(questions[0]!.id, 'in-place', true);
		const {failures} = await transfer.is('failed');
		// It cannot be cut, and is as it was.
		assert.deepEqual(
			failures.map(({path}) => path),
			['longer'],
		);
		assert.match(failures[0]!.reason, /Cannot cut .*longer on box: permission denied/);
		assert.equal(readFileSync(join(to, 'longer'), 'latin1').slice(0, 3), 'old');
		const modes = ['private', 'public'].map(name => statSync(join(to, name)).mode & 0o777);
		assert.deepEqual(modes, [0o600, 0o644]);
		for (const name of ['private', 'public']) {
			assert.ok(readFileSync(join(to, name)).equals(readFileSync(join(from, name))), name);
		}
	}
});

test('what could not be written into is kept as it is when it is written into after all', async () => {
	for (const size of [5, 3_000_000]) {
		const {from, to} = twoPlaces();
		const path = join(to, 'file');
		writeFileSync(join(from, 'file'), randomBytes(size));
		writeFileSync(path, Buffer.alloc(size + 1));
		linkSync(path, join(to, 'other name'));
		let refuses = true;
		const asked = request([join(from, 'file')], to, {
			...{to: 'box', onConflict: 'overwrite', onProtected: 'in-place'},
		});
		const transfer = startTransfer(
			asked,
			testServer(() => (refuses ? serve() : serveByProgram())),
		);
		const {failures} = await transfer.is('failed');
		assert.match(failures[0]!.reason, /Cannot cut/);
		const backups = join(transfer.journals, 'backups');
		assert.deepEqual(readdirSync(backups), []);
		assert.ok(!transfer.isResumable());
		refuses = false;
		writeFileSync(path, 'written by somebody meanwhile');
		transfer.retry();
		transfer.start();
		await transfer.is('done');
		assert.ok(readFileSync(path).equals(readFileSync(join(from, 'file'))));
		const kept = readdirSync(backups).map(name => readFileSync(join(backups, name), 'latin1'));
		assert.deepEqual(kept, ['written by somebody meanwhile']);
	}
});

test('a transfer to where modes are refused goes on in the next run with what it has', async () => {
	const {from, to} = twoPlaces();
	mkdirSync(join(from, 'tree'));
	writeFileSync(join(from, 'tree/small'), 'small');
	writeFileSync(join(from, 'tree/big'), randomBytes(60_000_000));
	const first = startTransfer(request([join(from, 'tree')], to, {to: 'box'}), server);
	await until(() => existsSync(join(to, 'tree/small')) && first.view().done.bytes > 3_000_000);
	await first.pause();
	const inodes = (): number[] =>
		readdirSync(join(to, 'tree')).map(name => statSync(join(to, 'tree', name)).ino);
	const before = new Set(inodes());
	const next = nextRun(first, server);
	next.enqueue();
	next.start();
	assert.deepEqual((await next.is('done', 'needs you')).notes, told);
	assert.deepEqual(new Set(inodes()), before);
	assert.deepEqual(contents(to), contents(from));
});

test('this machine too gets all files where its file system sets no times, and tells that', async context => {
	const {from, to} = twoPlaces();
	writeFileSync(join(from, 'small'), 'small');
	writeFileSync(join(from, 'big'), randomBytes(3_000_000));
	const refuse = (): never => {
		throw Object.assign(new Error('EPERM: operation not permitted, futime'), {code: 'EPERM'});
	};
	context.mock.method(fs, 'futimesSync', refuse);
	syncBuiltinESMExports();
	context.after(() => {
		context.mock.restoreAll();
		syncBuiltinESMExports();
	});
	const paths = ['small', 'big'].map(name => join(from, name));
	const {notes, failures} = await startTransfer(request(paths, to, {from: 'box'}), testServer()).is(
		'done',
		'failed',
	);
	assert.deepEqual(failures, []);
	assert.match(notes.join(), /^This machine refused to set modes or times/);
	assert.deepEqual(contents(to), contents(from));
});
