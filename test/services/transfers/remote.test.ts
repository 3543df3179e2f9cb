import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {
	appendFileSync,
	chmodSync,
	chownSync,
	closeSync,
	linkSync,
	lstatSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	rmSync,
	statSync,
	symlinkSync,
	truncateSync,
	unlinkSync,
	writeFileSync,
	writeSync,
} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {Failure} from '../../../source/core/errors.ts';
import {FileFailure} from '../../../source/core/files/file-failure.ts';
import type {Connect} from '../../../source/services/transfers/endpoint.ts';
import {createJournal} from '../../../source/services/transfers/journal-file.ts';
import {quickLocalFiles} from '../../../source/services/transfers/quick-local-files.ts';
import {openTransfer} from '../../../source/services/transfers/run-transfer.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {until} from '../../helpers/wait.ts';
import {between} from '../files/sftp/between.ts';
import {serveByProgram, sftpServerPath} from '../files/sftp/sftp-server.ts';
import {differences, request, startTransfer, type TestServer, testServer} from './run-in.ts';
import {makeTree, treeTotals, twoPlaces} from './trees.ts';

const ways = [
	{name: 'down', hosts: {from: 'box'}},
	{name: 'up', hosts: {to: 'box'}},
	{name: 'from host to host', hosts: {from: 'box', to: 'other'}},
	{name: 'within a host', hosts: {from: 'box', to: 'box'}},
] as const;

for (const {name, hosts} of ways) {
	test(`a tree goes ${name} with its modes, times, links and odd names`, async () => {
		const {from, to} = twoPlaces();
		makeTree(from);
		const {connect} = testServer();
		const end = await startTransfer(request([join(from, 'tree')], to, hosts), {connect}).is('done');
		assert.equal(differences(from, to), '');
		assert.deepEqual(end.totals, {...treeTotals, bytes: end.done.bytes});
	});

	test(`a part is gone on with ${name}, where it is the beginning`, async () => {
		const {from, to} = twoPlaces();
		const data = randomBytes(3_000_000);
		for (const file of ['good', 'bad', 'long']) {
			writeFileSync(join(from, file), data);
		}
		writeFileSync(join(to, 'good'), data.subarray(0, 1_234_567));
		writeFileSync(join(to, 'bad'), randomBytes(1_234_567));
		writeFileSync(join(to, 'long'), randomBytes(4_000_000));
		const paths = ['good', 'bad', 'long'].map(file => join(from, file));
		const {connect} = testServer();
		await startTransfer(request(paths, to, {onConflict: 'resume', ...hosts}), {connect}).is('done');
		for (const file of ['good', 'bad', 'long']) {
			assert.ok(readFileSync(join(to, file)).equals(data), file);
		}
		assert.deepEqual(readdirSync(to).toSorted(), ['bad', 'good', 'long']);
	});
}

for (const {name, hosts} of ways.slice(0, 3)) {
	test(`a sparse file goes ${name} and stays sparse`, async () => {
		const {from, to} = twoPlaces();
		const megabyte = 1024 * 1024;
		for (const [file, data] of [
			['ends', [0, 40]],
			['middle', [20]],
			['nothing', []],
		] as const) {
			const path = join(from, file);
			writeFileSync(path, '');
			truncateSync(path, 41 * megabyte + 123);
			const descriptor = openSync(path, 'r+');
			for (const at of data) {
				writeSync(descriptor, randomBytes(123), 0, 123, at * megabyte + (at === 40 ? megabyte : 7));
			}
			closeSync(descriptor);
		}
		const paths = readdirSync(from).map(file => join(from, file));
		await startTransfer(request(paths, to, hosts), testServer()).is('done');
		assert.equal(differences(from, to), '');
		for (const file of readdirSync(from)) {
			assert.ok(statSync(join(to, file)).blocks * 512 < 4 * megabyte, file);
		}
	});
}

for (const {name, hosts} of ways.slice(0, 2)) {
	test(`a session that is killed in mid-transfer ${name} is opened again, and the file gone on with`, async () => {
		const {from, to} = twoPlaces();
		const data = randomBytes(60_000_000);
		writeFileSync(join(from, 'big'), data);
		const server = testServer();
		const transfer = startTransfer(request([join(from, 'big')], to, hosts), server);
		await until(() => transfer.view().done.bytes > 3_000_000);
		server.channels[0]!.close();
		await transfer.is('waiting');
		assert.match(transfer.view().reason ?? '', /connection broke/);
		const part = readdirSync(to)[0]!;
		const {ino} = statSync(join(to, part));
		await transfer.is('done');
		assert.equal(statSync(join(to, 'big')).ino, ino);
		assert.ok(readFileSync(join(to, 'big')).equals(data));
	});

	test(`directories of a tree that is cancelled on its way ${name} have their modes`, async () => {
		const {from, to} = twoPlaces();
		mkdirSync(join(from, 'tree/inner'), {recursive: true});
		writeFileSync(join(from, 'tree/inner/big'), randomBytes(60_000_000));
		chmodSync(join(from, 'tree/inner'), 0o750);
		chmodSync(join(from, 'tree'), 0o755);
		const transfer = startTransfer(request([join(from, 'tree')], to, hosts), testServer());
		await until(() => transfer.view().done.bytes > 1_000_000);
		await transfer.cancel();
		assert.deepEqual(
			['tree', 'tree/inner'].map(path => statSync(join(to, path)).mode & 0o777),
			[0o755, 0o750],
		);
		assert.deepEqual(readdirSync(join(to, 'tree/inner')), []);
	});

	test(`a transfer ${name} is paused, gone on with, and cancelled without a trace`, async () => {
		const {from, to} = twoPlaces();
		writeFileSync(join(from, 'big'), randomBytes(60_000_000));
		const transfer = startTransfer(request([join(from, 'big')], to, hosts), testServer());
		await until(() => transfer.view().done.bytes > 1_000_000);
		await transfer.pause();
		const at = transfer.view();
		assert.equal(at.state, 'paused');
		assert.ok(at.done.bytes < 60_000_000);
		assert.match(readdirSync(to).join(), /^\.sallyport-[0-9a-f]{16}\.part$/);
		transfer.enqueue();
		transfer.start();
		await until(() => transfer.view().done.bytes > at.done.bytes);
		await transfer.cancel();
		assert.equal(transfer.view().state, 'cancelled');
		assert.deepEqual(readdirSync(to), []);
		assert.deepEqual(readdirSync(transfer.journals), []);
	});
}

for (const {name, hosts} of [
	{name: 'this machine', hosts: {}},
	{name: 'a host', hosts: ways[3].hosts},
]) {
	test(`a copy within ${name} that was stopped goes on where it was`, async () => {
		const {from, to} = twoPlaces();
		const big = join(from, 'big');
		writeFileSync(big, randomBytes(1_000_000));
		truncateSync(big, 600_000_000);
		appendFileSync(big, randomBytes(1_000_000));
		const transfer = startTransfer(request([big], to, hosts), testServer());
		await until(() => transfer.view().done.bytes > 1_000_000);
		await transfer.pause();
		const [part, ...others] = readdirSync(to);
		assert.match(part!, /\.part$/);
		assert.deepEqual(others, []);
		const {ino} = statSync(join(to, part!));
		transfer.enqueue();
		transfer.start();
		await transfer.is('done');
		assert.equal(statSync(join(to, 'big')).ino, ino);
		execFileSync('cmp', [big, join(to, 'big')]);
		assert.deepEqual(readdirSync(to), ['big']);
	});

	test(`a copy within ${name} begins anew where its source has changed meanwhile`, async () => {
		const {from, to} = twoPlaces();
		const big = join(from, 'big');
		writeFileSync(big, '');
		truncateSync(big, 600_000_000);
		const transfer = startTransfer(request([big], to, hosts), testServer());
		await until(() => transfer.view().done.bytes > 1_000_000);
		await transfer.pause();
		writeFileSync(big, randomBytes(2_000_000));
		transfer.enqueue();
		transfer.start();
		await transfer.is('done');
		execFileSync('cmp', [big, join(to, 'big')]);
	});
}

test('a file of /proc, which says that it is empty, comes whole', async () => {
	const {to} = twoPlaces();
	const {connect} = testServer();
	await startTransfer(request(['/proc/version', '/proc/cpuinfo'], to, {from: 'box'}), {connect}).is('done');
	assert.equal(readFileSync(join(to, 'version'), 'utf8'), readFileSync('/proc/version', 'utf8'));
	assert.ok(statSync(join(to, 'cpuinfo')).size > 100);
});

test('a server that gives less at once than it is asked for gives files whole all the same', async () => {
	const {from, to} = twoPlaces();
	mkdirSync(join(from, 'tree'));
	for (const size of [0, 5000, 9000, 40_000, 300_000]) {
		writeFileSync(join(from, 'tree', `${size}`), randomBytes(size));
	}
	const server = testServer(() =>
		between(serveByProgram(), {
			up(packet) {
				const [isRead, at] = [packet[4] === 5, packet.length - 4];
				packet.writeUInt32BE(isRead ? Math.min(8192, packet.readUInt32BE(at)) : packet.readUInt32BE(at), at);
				return packet;
			},
		}),
	);
	await startTransfer(request([join(from, 'tree')], to, {from: 'box'}), server).is('done');
	assert.equal(differences(from, to), '');
});

test('files that had their names when the link was lost are known again', async () => {
	const {from, to} = twoPlaces();
	for (const directory of [from, to]) {
		mkdirSync(join(directory, 'tree'));
	}
	for (let number = 0; number < 50; number++) {
		writeFileSync(join(from, `tree/${number}`), `${number}`);
	}
	const named = new Set<number>();
	const server = testServer(() => {
		const real = serveByProgram();
		return server.channels.length > 0
			? real
			: between(real, {
					up(packet) {
						if (packet[4] === 18) {
							named.add(packet.readUInt32BE(5));
						}
						return packet;
					},
					down(packet) {
						const isOfName = named.has(packet.readUInt32BE(5));
						if (
							isOfName &&
							readdirSync(join(to, 'tree')).filter(name => !name.startsWith('.')).length === 50
						) {
							real.close();
						}
						return isOfName ? null : packet;
					},
				});
	});
	const given = {...server, isUnattended: true};
	await startTransfer(request([join(from, 'tree')], to, {to: 'box'}), given).is('done');
	assert.equal(server.channels.length, 2);
	assert.equal(differences(join(from, 'tree'), join(to, 'tree')), '');
});

test('hundreds of files that are far away take little memory', async () => {
	const {from, to} = twoPlaces();
	mkdirSync(join(from, 'tree'));
	for (let number = 0; number < 600; number++) {
		writeFileSync(join(from, `tree/${number}`), Buffer.alloc(17_000));
	}
	const held = (): number => process.memoryUsage().arrayBuffers;
	const before = held();
	let most = 0;
	const {connect} = testServer(() =>
		between(serveByProgram(), {
			up(packet) {
				most = Math.max(most, held() - before);
				return packet;
			},
		}),
	);
	const connectFar: typeof connect = async (host, signal) => {
		const connection = await connect(host, signal);
		return {
			...connection,
			open: async opening => Object.assign(await connection.open(opening), {roundTrip: 50}),
		};
	};
	const asked = request([join(from, 'tree')], to, {from: 'box'});
	await startTransfer(asked, {connect: connectFar}).is('done');
	assert.ok(most < 60_000_000, `${most}`);
});

test('many files are copied within a host whose server may hold few of them open', async () => {
	const {from, to} = twoPlaces();
	mkdirSync(join(from, 'tree'));
	for (let number = 0; number < 150; number++) {
		writeFileSync(join(from, `tree/${number}`), `${number}`);
	}
	const limited = ['-c', 'ulimit -n 64 && exec "$0"', sftpServerPath()];
	const server = testServer(() => serveByProgram('sh', limited));
	const asked = request([join(from, 'tree')], to, {from: 'box', to: 'box'});
	const end = await startTransfer(asked, server).is('done', 'failed');
	assert.deepEqual(end.failures, []);
	assert.equal(differences(from, to), '');
});

/** A server whose first session ends with the first answer, which is lost, after something has happened. */
function lostOnce(hasHappened: () => boolean, meanwhile: () => void = () => {}): TestServer {
	const server = testServer(() => {
		const real = serveByProgram();
		const down = (packet: Buffer): Buffer | null => {
			if (!hasHappened()) {
				return packet;
			}
			meanwhile();
			real.close();
			return null;
		};
		return server.channels.length > 0 ? real : between(real, {down});
	});
	return server;
}

test('a directory that was made when the link was lost gets its mode and time', async () => {
	const {from, to} = twoPlaces();
	mkdirSync(join(from, 'tree'));
	writeFileSync(join(from, 'tree/file'), 'file');
	const server = lostOnce(() => readdirSync(to).includes('tree'));
	await startTransfer(request([join(from, 'tree')], to, {to: 'box'}), server).is('done');
	assert.equal(server.channels.length, 2);
	assert.equal(differences(from, to), '');
});

test('a link that was made when the connection was lost is known again; another in its place is asked about', async () => {
	const {from, to} = twoPlaces();
	mkdirSync(join(from, 'tree'));
	writeFileSync(join(from, 'tree/file'), 'file');
	symlinkSync('file', join(from, 'tree/link'));
	for (const isOther of [false, true]) {
		const path = join(to, 'tree/link');
		const isThere = (): boolean => lstatSync(path, {throwIfNoEntry: false}) !== undefined;
		const server = lostOnce(isThere, () => {
			if (isOther) {
				unlinkSync(path);
				symlinkSync('elsewhere', path);
			}
		});
		const transfer = startTransfer(request([join(from, 'tree')], to, {to: 'box'}), server);
		await transfer.is(isOther ? 'needs you' : 'done');
		assert.equal(server.channels.length, 2);
		assert.equal(readlinkSync(path), isOther ? 'elsewhere' : 'file');
		assert.ok(isOther || differences(from, to) === '');
		await transfer.cancel();
		rmSync(join(to, 'tree'), {recursive: true});
	}
});

test('a transfer that is cancelled while a host is away leaves no part file here, and says where one may be', async () => {
	for (const isDown of [true, false]) {
		const {from, to} = twoPlaces();
		writeFileSync(join(from, 'big'), randomBytes(60_000_000));
		const server = testServer();
		const asked = request([join(from, 'big')], to, isDown ? {from: 'box'} : {to: 'box'});
		const transfer = startTransfer(asked, server);
		await until(() => transfer.view().done.bytes > 1_000_000);
		server.onOpen = () => {
			throw new Failure('box is away.');
		};
		for (const channel of server.channels) {
			channel.close();
		}
		await transfer.is('waiting');
		await transfer.cancel();
		const {state, reason} = transfer.view();
		assert.equal(state, 'cancelled');
		assert.equal(reason, isDown ? null : 'Part files may be left on box: box is away.');
		assert.equal(readdirSync(to).length, isDown ? 0 : 1);
	}
});

test('part files on a host that stays away keep their names for a later run', async () => {
	const {from, to} = twoPlaces();
	mkdirSync(join(from, 'tree'));
	writeFileSync(join(from, 'tree/file'), 'file');
	const server = testServer(() => {
		const real = serveByProgram();
		return between(real, {
			down(packet) {
				if (!readdirSync(to, {recursive: true}).some(name => `${name}`.endsWith('.part'))) {
					return packet;
				}
				real.close();
				return null;
			},
		});
	});
	const given = {...server, isUnattended: true, patience: 1};
	const transfer = startTransfer(request([join(from, 'tree')], to, {to: 'box'}), given);
	await transfer.is('failed');
	assert.equal(readdirSync(join(to, 'tree')).length, 1);
	assert.ok(transfer.isResumable());
});

test('directories that were made are in the journal before anything goes into them', async () => {
	const {from, to} = twoPlaces();
	mkdirSync(join(from, 'tree'));
	writeFileSync(join(from, 'tree/file'), 'file');
	const journals = join(tempDir('journal'), 'transfers');
	let noted = '';
	const server = testServer(() =>
		between(serveByProgram(), {
			up(packet) {
				if (packet[4] === 3 && packet.includes('tree/.sallyport')) {
					noted = readFileSync(join(journals, readdirSync(journals)[0]!), 'utf8');
				}
				return packet;
			},
		}),
	);
	await startTransfer(request([join(from, 'tree')], to, {to: 'box'}), {...server, journals}).is('done');
	assert.match(noted, /"made"/);
});

test('an existing target on the host keeps its mode, a link is written where it leads', async () => {
	const {from, to} = twoPlaces();
	writeFileSync(join(from, 'conf'), 'new');
	mkdirSync(join(to, 'real'));
	writeFileSync(join(to, 'real/conf'), 'old');
	chmodSync(join(to, 'real/conf'), 0o604);
	symlinkSync('real/conf', join(to, 'conf'));
	const {connect} = testServer();
	await startTransfer(request([join(from, 'conf')], to, {to: 'box', onConflict: 'overwrite'}), {connect}).is(
		'done',
	);
	assert.equal(readlinkSync(join(to, 'conf')), 'real/conf');
	assert.equal(readFileSync(join(to, 'real/conf'), 'utf8'), 'new');
	assert.equal(statSync(join(to, 'real/conf')).mode & 0o777, 0o604);
});

for (const {name, hosts} of [{name: 'this machine', hosts: {}}, ...ways.slice(0, 2)]) {
	test(`what is replaced keeps its group: ${name}`, async t => {
		if (process.getuid?.() !== 0) {
			t.skip('only root may give any group');
			return;
		}
		const {from, to} = twoPlaces();
		for (const [file, size] of [
			['small', 10],
			['big', 3_000_000],
		] as const) {
			writeFileSync(join(from, file), randomBytes(size));
			writeFileSync(join(to, file), 'old');
			chmodSync(join(to, file), 0o640);
			chownSync(join(to, file), 0, 12_345);
		}
		const paths = ['small', 'big'].map(file => join(from, file));
		const asked = request(paths, to, {onConflict: 'overwrite', ...hosts});
		await startTransfer(asked, testServer()).is('done');
		for (const file of ['small', 'big']) {
			const {gid, mode, size} = statSync(join(to, file));
			assert.deepEqual([gid, mode & 0o777, size], [12_345, 0o640, statSync(join(from, file)).size]);
		}
	});
}

test('several names of one file on the host are told before it is replaced', async () => {
	const {from, to} = twoPlaces();
	writeFileSync(join(from, 'file'), 'new');
	writeFileSync(join(to, 'file'), 'old content');
	linkSync(join(to, 'file'), join(to, 'twin'));
	const {connect} = testServer();
	const transfer = startTransfer(request([join(from, 'file')], to, {to: 'box', onConflict: 'overwrite'}), {
		connect,
	});
	const [question] = (await transfer.is('needs you')).questions;
	assert.ok(question?.kind === 'protected');
	transfer.decide(question.id, 'in-place', false);
	await transfer.is('done');
	assert.equal(readFileSync(join(to, 'twin'), 'utf8'), 'new');
});

test('a file of another user is told before it is replaced', async t => {
	if (process.getuid?.() !== 0) {
		t.skip('only root can give a file away');
		return;
	}
	const {from, to} = twoPlaces();
	writeFileSync(join(from, 'file'), 'new');
	for (const hosts of [{}, {to: 'box'}]) {
		writeFileSync(join(to, 'file'), 'old content');
		chownSync(join(to, 'file'), 12_345, 12_345);
		const transfer = startTransfer(
			request([join(from, 'file')], to, {...hosts, onConflict: 'overwrite'}),
			testServer(),
		);
		const [question] = (await transfer.is('needs you')).questions;
		assert.ok(question?.kind === 'protected');
		assert.match(question.why, /another user/);
		assert.deepEqual(readdirSync(to), ['file']);
		transfer.decide(question.id, 'in-place', true);
		await transfer.is('done');
		assert.equal(readFileSync(join(to, 'file'), 'utf8'), 'new');
		assert.equal(statSync(join(to, 'file')).uid, 12_345);
	}
});

test('a file of a group that one cannot give is told before it is replaced', async t => {
	if (process.getuid?.() !== 0) {
		t.skip('only root can be another user');
		return;
	}
	// The server wants a user that has a name.
	const nobody = 65_534;
	const {from, to} = twoPlaces();
	writeFileSync(join(from, 'file'), 'new');
	writeFileSync(join(to, 'file'), 'old');
	chmodSync(join(to, '..'), 0o755);
	chownSync(to, nobody, nobody);
	chownSync(join(to, 'file'), nobody, 54_321);
	const user = [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', sftpServerPath()];
	const asked = request([join(from, 'file')], to, {to: 'box', onConflict: 'overwrite'});
	const transfer = startTransfer(
		asked,
		testServer(() => serveByProgram('setpriv', user)),
	);
	const [question] = (await transfer.is('needs you')).questions;
	assert.ok(question?.kind === 'protected');
	assert.match(question.why, /group/);
	assert.deepEqual(readdirSync(to), ['file']);
	transfer.decide(question.id, 'in-place', true);
	await transfer.is('done');
	assert.equal(readFileSync(join(to, 'file'), 'utf8'), 'new');
	assert.equal(statSync(join(to, 'file')).gid, 54_321);
});

test('what a file held that is written into is kept, however often that is tried', async () => {
	const {from, to} = twoPlaces();
	const data = randomBytes(600_000);
	writeFileSync(join(from, 'file'), data);
	writeFileSync(join(to, 'file'), 'old content');
	linkSync(join(to, 'file'), join(to, 'twin'));
	const server = testServer();
	let failures = 1;
	const connect: Connect = async (host, signal) => ({
		...(await server.connect(host, signal)),
		async open(opening) {
			const files = await (await server.connect(host, signal)).open(opening);
			const {open} = files;
			return Object.assign(files, {
				async open(...args: Parameters<typeof open>) {
					const file = await open(...args);
					return {
						...file,
						async read(...where: Parameters<typeof file.read>) {
							if (where[1] > 0 && failures-- > 0) {
								throw new FileFailure('failure', 'The disk there has a scratch.');
							}
							return file.read(...where);
						},
					};
				},
			});
		},
	});
	const policies = {onConflict: 'overwrite', onProtected: 'in-place'} as const;
	const transfer = startTransfer(request([join(from, 'file')], to, {from: 'box', ...policies}), {connect});
	const {failures: told} = await transfer.is('failed');
	const backups = join(transfer.journals, 'backups');
	const [backup, ...others] = readdirSync(backups);
	assert.match(told[0]?.reason ?? '', new RegExp(`only written in part: .*held is in .*${backup}`));
	transfer.retry();
	transfer.start();
	await transfer.is('done');
	assert.ok(readFileSync(join(to, 'twin')).equals(data));
	assert.deepEqual([others, readdirSync(backups)], [[], [backup]]);
	assert.equal(readFileSync(join(backups, backup!), 'utf8'), 'old content');
});

for (const isPaused of [false, true]) {
	test(`a transfer that is cancelled ${isPaused ? 'at rest' : 'on its way'} with a file half written in place says where its content is kept`, async () => {
		const {from, to} = twoPlaces();
		const held = Buffer.alloc(50_000_000, 'o');
		writeFileSync(join(from, 'file'), randomBytes(80_000_000));
		writeFileSync(join(to, 'file'), held);
		linkSync(join(to, 'file'), join(to, 'twin'));
		const policies = {onConflict: 'overwrite', onProtected: 'in-place'} as const;
		const asked = request([join(from, 'file')], to, {from: 'box', ...policies});
		const transfer = startTransfer(asked, testServer());
		await until(() => transfer.view().done.bytes > 1_000_000);
		if (isPaused) {
			await transfer.pause();
		}
		await transfer.cancel();
		assert.ok(!readFileSync(join(to, 'file')).equals(held));
		const {state, reason} = transfer.view();
		const backups = join(transfer.journals, 'backups');
		const backup = join(backups, readdirSync(backups)[0]!);
		assert.equal(state, 'cancelled');
		assert.ok(reason?.includes(`${join(from, 'file')} `) && reason.includes(`is in ${backup}.`), `${reason}`);
		assert.ok(readFileSync(backup).equals(held));
	});
}

test('what is skipped since its target appeared while it was on its way leaves no part file', async () => {
	const {from, to} = twoPlaces();
	writeFileSync(join(from, 'file'), randomBytes(600_000));
	const server = testServer();
	const connect: Connect = async (host, signal) => ({
		...(await server.connect(host, signal)),
		async open(opening) {
			const files = await (await server.connect(host, signal)).open(opening);
			const {rename} = files;
			return Object.assign(files, {
				rename(...args: Parameters<typeof rename>) {
					writeFileSync(args[1], 'theirs');
					return rename(...args);
				},
			});
		},
	});
	const asked = request([join(from, 'file')], to, {to: 'box', onConflict: 'skip'});
	assert.equal((await startTransfer(asked, {connect}).is('done')).skipped, 1);
	assert.deepEqual([readdirSync(to), readFileSync(join(to, 'file'), 'utf8')], [['file'], 'theirs']);
});

test('what is cancelled while its names are tried is told to be cancelled, and never to run', async () => {
	const {from, to} = twoPlaces();
	for (const name of ['a', 'A']) {
		writeFileSync(join(from, name), name);
	}
	const states: string[] = [];
	const local = quickLocalFiles('/');
	const {open} = local;
	const paths = ['a', 'A'].map(name => join(from, name));
	const transfer = startTransfer(request(paths, to, {from: 'box'}), {
		connect: testServer().connect,
		onState: state => void states.push(state),
		local: {
			...local,
			open(...args) {
				void transfer.cancel();
				return open(...args);
			},
		},
	});
	await transfer.is('cancelled');
	assert.deepEqual(states.slice(states.indexOf('cancelling')), ['cancelling', 'cancelled']);
	assert.deepEqual(readdirSync(to), []);
});

test('what is cancelled while it rests is not started meanwhile, and is waited for', async () => {
	const {to} = twoPlaces();
	const asked = request(['/file'], to, {from: 'box'});
	const journals = join(to, 'journals');
	const {promise, reject} = Promise.withResolvers<never>();
	const transfer = openTransfer(createJournal(journals, asked, {createdAt: 0}), true, {
		...{connect: () => promise, local: quickLocalFiles('/'), backups: to},
		...{isUnattended: false, patience: 0, onChange() {}},
	});
	const cancelled = transfer.cancel();
	transfer.enqueue();
	transfer.start();
	assert.equal(transfer.state(), 'cancelling');
	const ended = transfer.pause().then(() => transfer.state());
	reject(new Failure('box is gone'));
	await cancelled;
	assert.deepEqual([await ended, transfer.state(), readdirSync(journals)], ['cancelled', 'cancelled', []]);
});

test('what is cancelled while it rests ends although its host is silent, and says what may be left', async t => {
	const {from, to} = twoPlaces();
	const journals = join(tempDir('journal'), 'transfers');
	const journal = createJournal(journals, request([join(from, 'file')], to, {to: 'box'}), {createdAt: 0});
	const transfer = openTransfer(journal, true, {
		connect: testServer(() => serveByProgram('sleep', ['60'])).connect,
		...{local: quickLocalFiles('/'), backups: to, isUnattended: false, patience: 0, onChange() {}},
	});
	const timeout = AbortSignal.timeout.bind(AbortSignal);
	t.mock.method(AbortSignal, 'timeout', () => timeout(1));
	await transfer.cancel();
	const {state, reason} = transfer.view();
	assert.deepEqual([state, readdirSync(journals)], ['cancelled', []]);
	assert.equal(reason, 'Part files may be left on box: it did not answer in time.');
});

test('a sparse file of several gigabytes arrives with its size, and can be cancelled at any time', async () => {
	const {from, to} = twoPlaces();
	writeFileSync(join(from, 'sparse'), 'head');
	truncateSync(join(from, 'sparse'), 5_000_000_000);
	const transfer = startTransfer(request([join(from, 'sparse')], to, {from: 'box'}), testServer());
	await until(() => transfer.view().done.bytes > 2_000_000);
	assert.equal(transfer.view().totals?.bytes, 5_000_000_000);
	await transfer.cancel();
	assert.deepEqual(readdirSync(to), []);
});

test('links that lead in circles, fifos and sockets are no trouble', async () => {
	const {from, to} = twoPlaces();
	mkdirSync(join(from, 'tree'));
	symlinkSync('loop', join(from, 'tree/loop'));
	symlinkSync('.', join(from, 'tree/self'));
	execFileSync('mkfifo', [join(from, 'tree/fifo')]);
	const {connect} = testServer();
	const end = await startTransfer(request([join(from, 'tree')], to, {from: 'box'}), {connect}).is('done');
	assert.deepEqual(readdirSync(join(to, 'tree')).toSorted(), ['loop', 'self']);
	assert.equal(end.unfit, 1);
});

test('a link that leads out of what a host sends is left out', async () => {
	const {from, to} = twoPlaces();
	mkdirSync(join(from, 'tree/sub'), {recursive: true});
	symlinkSync('../../../etc', join(from, 'tree/sub/out'));
	symlinkSync('../sub', join(from, 'tree/sub/in'));
	const {connect} = testServer();
	const end = await startTransfer(request([join(from, 'tree')], to, {from: 'box'}), {connect}).is('done');
	assert.deepEqual(readdirSync(join(to, 'tree/sub')), ['in']);
	assert.match(end.left[0]!.reason, /out of what is copied/);
});
