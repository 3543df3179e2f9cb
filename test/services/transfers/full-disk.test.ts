import assert from 'node:assert/strict';
import {randomBytes} from 'node:crypto';
import {mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {fillDisk, smallDisk} from '../../helpers/small-disk.ts';
import {until} from '../../helpers/wait.ts';
import {between} from '../files/sftp/between.ts';
import {serveByProgram} from '../files/sftp/sftp-server.ts';
import {request, startTransfer, testServer} from './run-in.ts';
import {twoPlaces} from './trees.ts';

const mebibyte = 1024 * 1024;

function freeOn(directory: string): number {
	const {bavail, bsize} = statfsSync(directory);
	return bavail * bsize;
}

for (const [way, hosts] of [
	['down', {from: 'box'}],
	['up', {to: 'box'}],
] as const) {
	test(`a disk that is full from the start, ${way}: the file waits, others go on, and it arrives when there is room`, async t => {
		const disk = smallDisk(3, t);
		if (disk === null) {
			return;
		}
		const {from} = twoPlaces();
		const data = randomBytes(8 * mebibyte);
		writeFileSync(join(from, 'big'), data);
		writeFileSync(join(from, 'small'), 'small');
		const paths = [join(from, 'big'), join(from, 'small')];
		const transfer = startTransfer(request(paths, disk.directory, hosts), testServer());
		const waiting = await transfer.is('waiting');
		assert.match(waiting.reason ?? '', /no room/);
		assert.equal(readFileSync(join(disk.directory, 'small'), 'utf8'), 'small');
		assert.ok(!readdirSync(disk.directory).includes('big'));
		disk.resize(20);
		await transfer.is('done');
		assert.ok(readFileSync(join(disk.directory, 'big')).equals(data));
		assert.deepEqual(readdirSync(disk.directory).toSorted(), ['big', 'small']);
	});

	test(`a disk without room for another copy of what is gone on with, ${way}: nothing is written until there is`, async t => {
		const disk = smallDisk(30, t);
		if (disk === null) {
			return;
		}
		const {from} = twoPlaces();
		const data = randomBytes(24 * mebibyte);
		writeFileSync(join(from, 'big'), data);
		writeFileSync(join(disk.directory, 'big'), data.subarray(0, 20 * mebibyte));
		const free = freeOn(disk.directory);
		const asked = request([join(from, 'big')], disk.directory, {...hosts, onConflict: 'resume'});
		const transfer = startTransfer(asked, testServer());
		const waiting = await transfer.is('waiting');
		assert.match(waiting.reason ?? '', /no room/);
		assert.deepEqual([readdirSync(disk.directory), freeOn(disk.directory)], [['big'], free]);
		disk.resize(50);
		await transfer.is('done');
		assert.ok(readFileSync(join(disk.directory, 'big')).equals(data));
	});

	test(`a disk that others fill in mid-transfer, ${way}: the part is kept and gone on with`, async t => {
		const disk = smallDisk(120, t);
		if (disk === null) {
			return;
		}
		const {from} = twoPlaces();
		const data = randomBytes(100 * mebibyte);
		writeFileSync(join(from, 'big'), data);
		const transfer = startTransfer(request([join(from, 'big')], disk.directory, hosts), testServer());
		await until(() => transfer.view().done.bytes > 4 * mebibyte);
		fillDisk(join(disk.directory, 'filler'));
		const waiting = await transfer.is('waiting');
		assert.match(waiting.reason ?? '', /full|no room/);
		const part = readdirSync(disk.directory).find(name => name.startsWith('.sallyport'))!;
		const {ino} = statSync(join(disk.directory, part));
		rmSync(join(disk.directory, 'filler'));
		await transfer.is('done');
		assert.ok(readFileSync(join(disk.directory, 'big')).equals(data));
		assert.equal(statSync(join(disk.directory, 'big')).ino, ino);
	});
}

test('a file system that tells no size is taken to have room', async t => {
	const disk = smallDisk(0, t);
	if (disk === null) {
		return;
	}
	assert.equal(statfsSync(disk.directory).blocks, 0);
	const {from} = twoPlaces();
	writeFileSync(join(from, 'big'), randomBytes(2 * mebibyte));
	for (const hosts of [{from: 'box'}, {to: 'box'}]) {
		const asked = request([join(from, 'big')], disk.directory, {...hosts, onConflict: 'overwrite'});
		await startTransfer(asked, {...testServer(), isUnattended: true}).is('done');
	}
});

test('a disk that looks less full once a part is gone is said to be full', async t => {
	const disk = smallDisk(1, t);
	if (disk === null) {
		return;
	}
	const {from} = twoPlaces();
	writeFileSync(join(from, 'file'), randomBytes(200_000));
	writeFileSync(join(disk.directory, 'filler'), randomBytes(900_000));
	const server = testServer(() =>
		between(serveByProgram(), {
			up(packet) {
				if (packet[4] === 200 && packet.includes('statvfs')) {
					removeParts(disk.directory);
				}
				return packet;
			},
		}),
	);
	const given = {...server, isUnattended: true};
	const end = await startTransfer(request([join(from, 'file')], disk.directory, {to: 'box'}), given).is(
		'failed',
	);
	assert.match(end.failures[0]!.reason, /no room/);
});

function removeParts(directory: string): void {
	for (const name of readdirSync(directory).filter(one => one.endsWith('.part'))) {
		rmSync(join(directory, name));
	}
}

test('on the command line a full disk is a failure with the reason', async t => {
	const disk = smallDisk(2, t);
	if (disk === null) {
		return;
	}
	const {from} = twoPlaces();
	mkdirSync(join(from, 'tree'));
	writeFileSync(join(from, 'tree/big'), randomBytes(4 * mebibyte));
	writeFileSync(join(from, 'tree/small'), 'small');
	const given = {...testServer(), isUnattended: true};
	const end = await startTransfer(request([join(from, 'tree')], disk.directory, {to: 'box'}), given).is(
		'failed',
	);
	assert.deepEqual(
		end.failures.map(({path}) => path),
		['tree/big'],
	);
	assert.match(end.failures[0]!.reason, /no room/);
	assert.equal(readFileSync(join(disk.directory, 'tree/small'), 'utf8'), 'small');
});
