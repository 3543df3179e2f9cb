import assert from 'node:assert/strict';
import {randomBytes} from 'node:crypto';
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
import {delimiter, dirname, join} from 'node:path';
import {test} from 'node:test';
import {FileFailure} from '../../../source/core/files/file-failure.ts';
import {quickLocalFiles} from '../../../source/services/transfers/quick-local-files.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {between} from '../files/sftp/between.ts';
import {serveByProgram} from '../files/sftp/sftp-server.ts';
import {nextRun, request, type Started, startTransfer, testServer} from './run-in.ts';
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

/** A server whose disk tells what was flushed: the paths, of files as they were named then. */
function serverWithFlushes(offers: boolean) {
	const flushed = new Set<string>();
	const asked = new Map<number, string>();
	const open = new Map<string, string>();
	const textAt = (packet: Buffer, at: number): string =>
		packet.toString('latin1', at + 4, at + 4 + packet.readUInt32BE(at));
	const server = testServer(() =>
		between(serveByProgram(), {
			up(packet) {
				const type = packet[4];
				if (type === 3) {
					asked.set(packet.readUInt32BE(5), textAt(packet, 9));
				} else if (type === 200 && textAt(packet, 9) === 'fsync@openssh.com') {
					flushed.add(open.get(textAt(packet, 30)) ?? '?');
				}
				return packet;
			},
			down(packet) {
				const path = packet[4] === 102 ? asked.get(packet.readUInt32BE(5)) : undefined;
				if (path !== undefined) {
					open.set(textAt(packet, 9), path);
				}
				return offers ? packet : Buffer.from(packet.toString('latin1').replace('fsync@', 'fsynk@'), 'latin1');
			},
		}),
	);
	return {...server, flushed};
}

for (const {isMove, offers} of [
	{isMove: true, offers: true},
	{isMove: true, offers: false},
	{isMove: false, offers: true},
]) {
	const what = isMove ? 'moved to' : 'copied to';
	const how = !isMove
		? 'not flushed there'
		: offers
			? 'flushed there before its sources go'
			: 'moved all the same';
	test(`what is ${what} a host that ${offers ? 'knows' : 'does not know'} how to flush is ${how}`, async () => {
		const {from, to} = twoPlaces();
		mkdirSync(join(from, 'tree/sub'), {recursive: true});
		const names = ['tree/one', 'tree/two', 'tree/sub/three', 'tree/sub/empty'];
		for (const name of names) {
			writeFileSync(join(from, name), name.endsWith('empty') ? '' : name);
		}
		writeFileSync(join(to, 'old'), 'old');
		writeFileSync(join(from, 'old'), 'new');
		const {flushed, ...server} = serverWithFlushes(offers);
		const files = quickLocalFiles('/');
		let before: string[] | null = null;
		const local: typeof files = {
			...files,
			removeFile(path, signal) {
				before ??= [...flushed];
				return files.removeFile(path, signal);
			},
		};
		const paths = ['tree', 'old'].map(name => join(from, name));
		const asked = request(paths, to, {to: 'box', isMove, onConflict: 'overwrite'});
		await startTransfer(asked, {...server, local}).is('done');
		const expected = [to, join(to, 'tree'), join(to, 'tree/sub')];
		const seen = [...(before ?? flushed)];
		const parts = seen.filter(path => path.includes('.part'));
		const isFlushed = isMove && offers;
		assert.equal(parts.length, isFlushed ? names.length + 1 : 0);
		assert.deepEqual(seen.filter(path => !parts.includes(path)).toSorted(), isFlushed ? expected : []);
		assert.equal(existsSync(paths[0]!), !isMove);
		assert.equal(readFileSync(join(to, 'tree/sub/three'), 'utf8'), 'tree/sub/three');
	});
}

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

for (const isNext of [false, true]) {
	test(`a directory that was moved whole has not failed when ${isNext ? 'the next run' : 'a retry'} does not find it any more`, async () => {
		for (const isThere of [false, true]) {
			const {from, to} = twoPlaces();
			for (const path of ['one/a', 'one/b', 'other/a', 'other/late']) {
				mkdirSync(dirname(join(from, path)), {recursive: true});
				writeFileSync(join(from, path), path);
			}
			if (isThere) {
				mkdirSync(join(to, 'one'));
			}
			const files = quickLocalFiles('/');
			let isLocked = true;
			const local: typeof files = {
				...files,
				readBeginning(path, into, done) {
					if (isLocked && path.endsWith('/late')) {
						done(new FileFailure('permission', 'It is locked.'));
					} else {
						files.readBeginning(path, into, done);
					}
				},
			};
			const paths = ['one', 'other'].map(name => join(from, name));
			const given = {...testServer(), local};
			const first = startTransfer(request(paths, to, {to: 'box', isMove: true}), given);
			await first.is('failed');
			assert.deepEqual(readdirSync(from), ['other']);
			isLocked = false;
			const again = isNext ? nextRun(first, given) : first;
			again.retry();
			again.start();
			assert.deepEqual((await again.is('done', 'failed', 'needs you')).failures, []);
			assert.deepEqual([readdirSync(from), readdirSync(to)], [[], ['one', 'other']]);
		}
	});
}

for (const [isMove, ...files] of [
	[true, 'a', 'a.'],
	[true, 'a', 'a.', 'big'],
	[false, 'a', 'a.'],
	[false, 'a', 'a.', 'big'],
] as const) {
	test(`of ${files.join(', ')} none is lost by a ${isMove ? 'move' : 'copy'} to where names lose their last dots`, async () => {
		const {from, to} = twoPlaces();
		mkdirSync(join(from, 'tree'));
		for (const name of files) {
			writeFileSync(join(from, 'tree', name), name === 'big' ? randomBytes(300_000) : `content of ${name}`);
		}
		const real = quickLocalFiles('/');
		const plain = (path: string): string => path.replace(/\.+$/, '');
		const local: typeof real = {
			...real,
			lstat: (path, signal) => real.lstat(plain(path), signal),
			removeFile: (path, signal) => real.removeFile(plain(path), signal),
			rename: (one, other, options, signal) => real.rename(plain(one), plain(other), options, signal),
			placeNew: ({part, path, ...names}, content, done) =>
				real.placeNew({...names, part: plain(part), path: plain(path)}, content, done),
		};
		const asked = request([join(from, 'tree')], to, {from: 'box', isMove});
		const transfer = startTransfer(asked, {...testServer(), local});
		const {questions} = await transfer.is('needs you', 'done');
		assert.deepEqual([...readdirSync(join(from, 'tree'))].toSorted(), files);
		transfer.decide(questions[0]!.id, 'rename', false);
		await transfer.is('done');
		const contents = readdirSync(join(to, 'tree')).map(name =>
			readFileSync(join(to, 'tree', name), 'latin1'),
		);
		assert.deepEqual(contents.filter(text => text.length < 100).toSorted(), [
			'content of a',
			'content of a.',
		]);
		assert.deepEqual([contents.length, readdirSync(to)], [files.length, ['tree']]);
	});
}

test('a move that was killed while it looked whether both sides share a directory leaves nothing there', async () => {
	const {from, to} = twoPlaces();
	const path = join(from, 'file');
	writeFileSync(path, 'content');
	const killed = Promise.withResolvers<Started>();
	const files = quickLocalFiles('/');
	const local: typeof files = {
		...files,
		async removeFile() {
			killed.resolve(nextRun(first, server));
			await new Promise(() => {});
		},
	};
	const server = testServer();
	const asked = request([path], to, {from: 'box', isMove: true});
	const first = startTransfer(asked, {...server, local});
	const next = await killed.promise;
	assert.equal(readdirSync(to).length, 1);
	next.start();
	await next.is('done');
	assert.deepEqual([readdirSync(from), readdirSync(to)], [[], ['file']]);
});

for (const isFound of [false, true]) {
	test(`a move that was killed when a source had gone knows that it was moved${isFound ? ', though a crash took what was noted of it' : ''}`, async () => {
		const {from, to} = twoPlaces();
		const path = join(from, 'file');
		writeFileSync(path, 'content');
		utimesSync(path, 1e9, 1e9);
		const files = quickLocalFiles('/');
		const killed = async (begin: (local: typeof files) => Started, isGone: boolean): Promise<Started> => {
			const {promise, resolve} = Promise.withResolvers<void>();
			const run = begin({
				...files,
				async removeFile(asked, signal) {
					if (asked !== path || isGone) {
						await files.removeFile(asked, signal);
					}
					if (asked === path) {
						resolve();
						await new Promise(() => {});
					}
				},
			});
			await promise;
			return run;
		};
		const asked = request([path], to, {isMove: true});
		let last = await killed(local => startTransfer(asked, {local}), !isFound);
		if (isFound) {
			const journal = join(last.journals, readdirSync(last.journals)[0]!);
			const lines = readFileSync(journal, 'utf8').split('\n');
			writeFileSync(journal, lines.filter(line => !line.includes('"type":"done"')).join('\n'));
			const before = last;
			last = await killed(local => {
				const next = nextRun(before, {local});
				next.start();
				return next;
			}, true);
		}
		const next = nextRun(last);
		next.start();
		assert.deepEqual((await next.is('done', 'failed')).failures, []);
		assert.deepEqual([readdirSync(from), readdirSync(to)], [[], ['file']]);
	});
}

test('a move that was killed while its sources went leaves directories with the times that they had', async () => {
	const {from, to} = twoPlaces();
	const tree = join(from, 'tree');
	mkdirSync(tree);
	for (let number = 0; number < 300; number++) {
		writeFileSync(join(tree, `${number}`), '');
	}
	utimesSync(tree, 1e9, 1e9);
	const killed = Promise.withResolvers<Started>();
	const files = quickLocalFiles('/');
	const local: typeof files = {
		...files,
		async removeFile(path, signal) {
			await files.removeFile(path, signal);
			killed.resolve(nextRun(first));
			await new Promise(() => {});
		},
	};
	const first = startTransfer(request([tree], to, {isMove: true, onConflict: 'overwrite'}), {local});
	const next = await killed.promise;
	assert.ok(readdirSync(tree).length > 0);
	next.start();
	await next.is('done');
	assert.deepEqual([readdirSync(from), readdirSync(join(to, 'tree')).length], [[], 300]);
	assert.equal(lstatSync(join(to, 'tree')).mtimeMs, 1e12);
});
