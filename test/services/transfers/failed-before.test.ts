import assert from 'node:assert/strict';
import {randomBytes} from 'node:crypto';
import {mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {Failure} from '../../../source/core/errors.ts';
import type {BulkFiles} from '../../../source/services/transfers/bulk-files.ts';
import type {Connect} from '../../../source/services/transfers/endpoint.ts';
import {quickLocalFiles} from '../../../source/services/transfers/quick-local-files.ts';
import {until} from '../../helpers/wait.ts';
import {between} from '../files/sftp/between.ts';
import {serveByProgram} from '../files/sftp/sftp-server.ts';
import {nextRun, request, startTransfer, testServer} from './run-in.ts';
import {twoPlaces} from './trees.ts';

test('what has failed is failed after a restart too, with what failed and why, and can be tried again', async () => {
	const {from, to} = twoPlaces();
	writeFileSync(join(from, 'file'), 'content');
	mkdirSync(join(from, 'there'));
	writeFileSync(join(to, 'there'), 'in the way');
	const paths = ['file', 'gone', 'there'].map(name => join(from, name));
	const first = startTransfer(request(paths, to, {onConflict: 'skip'}));
	await first.is('failed');
	const next = nextRun(first, {});
	const {failures} = next.view();
	assert.match(failures[0]!.reason, /no such file/);
	assert.deepEqual(next.view(), first.view());
	assert.ok(!next.isResumable());
	writeFileSync(join(from, 'gone'), 'back');
	next.retry();
	next.start();
	await next.is('done');
	assert.equal(readFileSync(join(to, 'gone'), 'utf8'), 'back');
	assert.deepEqual(readdirSync(next.journals), []);
});

test('what was being cancelled when its process ended is not gone on with by itself', async () => {
	const {from, to} = twoPlaces();
	writeFileSync(join(from, 'file'), 'new');
	writeFileSync(join(to, 'file'), 'old');
	const first = startTransfer(request([join(from, 'file')], to));
	await first.is('needs you');
	const cancelling = first.cancel();
	const next = nextRun(first);
	await cancelling;
	const {state, reason} = next.view();
	assert.deepEqual([state, reason], ['failed', 'It was being cancelled, and part files may be left.']);
	await next.cancel();
	assert.deepEqual([next.view().state, readdirSync(next.journals)], ['cancelled', []]);
});

test('what could not even begin says why after a restart', async () => {
	const {from, to} = twoPlaces();
	const first = startTransfer(request([join(from, 'file')], join(to, 'nowhere')));
	const {reason} = await first.is('failed');
	assert.deepEqual([nextRun(first).view().state, nextRun(first).view().reason], ['failed', reason]);
});

test('what is interrupted while it is tried again is paused after a restart', async () => {
	const {from, to} = twoPlaces();
	const paths = ['big', 'gone'].map(name => join(from, name));
	const server = testServer();
	const first = startTransfer(request(paths, to, {to: 'box'}), server);
	await first.is('failed');
	writeFileSync(paths[0]!, randomBytes(60_000_000));
	const second = nextRun(first, server);
	second.retry();
	assert.equal(nextRun(second).view().state, 'paused');
	second.start();
	await until(() => second.view().done.bytes > 1_000_000);
	await second.pause();
	const third = nextRun(second, server).view();
	assert.deepEqual([third.state, third.reason, third.failed], ['paused', 'It was interrupted.', 0]);
});

test('of what failed in great number a restart knows how much that was, and the first of it', async () => {
	const {from, to} = twoPlaces();
	const paths = Array.from({length: 1000}, (_, number) => join(from, `${number}`));
	const first = startTransfer(request(paths, to), {isUnattended: true});
	assert.equal((await first.is('failed')).failures.length, 1000);
	const {failed, failures, totals} = nextRun(first).view();
	assert.deepEqual([failed, failures.length, totals?.files], [1000, 200, 1000]);
});

test('what failed and is gone at the source is not forgotten by a retry after a restart', async () => {
	const {from, to} = twoPlaces();
	mkdirSync(join(from, 'tree'));
	writeFileSync(join(from, 'tree/gone'), '');
	const real = quickLocalFiles('/');
	const local: BulkFiles = {
		...real,
		readBeginning(path, into, done) {
			rmSync(path, {force: true});
			real.readBeginning(path, into, done);
		},
	};
	const first = startTransfer(request([join(from, 'tree')], to), {local});
	await first.is('failed');
	let last = first;
	for (let restart = 0; restart < 2; restart++) {
		last = nextRun(last, {});
		renameSync(to, `${to} away`);
		last.retry();
		last.start();
		assert.match((await last.is('failed')).reason!, /no such file/);
		renameSync(`${to} away`, to);
		last = nextRun(last, {});
		last.retry();
		last.start();
		const {failures} = await last.is('failed', 'done');
		assert.deepEqual(failures, [{path: 'tree/gone', reason: 'It is not there any more.'}]);
	}
});

test('what failed with part files of small ones leaves none when it is cleared away after a restart', async () => {
	const {from, to} = twoPlaces();
	writeFileSync(join(from, 'file'), 'file');
	const broken = testServer(() => {
		const real = serveByProgram();
		return between(real, {
			down(packet) {
				if (!readdirSync(to).some(name => name.endsWith('.part'))) {
					return packet;
				}
				real.close();
				return null;
			},
		});
	});
	const asked = request([join(from, 'file')], to, {to: 'box'});
	const first = startTransfer(asked, {...broken, isUnattended: true, patience: 1});
	await first.is('failed');
	assert.equal(readdirSync(to).length, 1);
	const away: Connect = async () => {
		throw new Failure('It is away.');
	};
	const second = nextRun(first, {connect: away});
	second.retry();
	second.start();
	await second.is('failed');
	const next = nextRun(second, testServer());
	assert.ok(next.isResumable());
	await next.cancel();
	assert.deepEqual([next.view().reason, readdirSync(to)], [null, []]);
});

test('a directory without its name is cleared away too where the link was lost before its first file, and again before that', async () => {
	const {from, to} = twoPlaces();
	mkdirSync(join(from, 'tree'));
	for (const name of ['one', 'other']) {
		writeFileSync(join(from, 'tree', name), name);
	}
	const makeDirectory = 14;
	const given = (isSent: boolean) => ({
		isUnattended: true,
		patience: 1,
		...testServer(() => {
			const real = serveByProgram();
			let isOver = false;
			const end = (packet: Buffer, isNow: boolean): Buffer | null => {
				isOver ||= isNow;
				if (isOver) {
					real.close();
				}
				return isOver ? null : packet;
			};
			return between(real, {
				up: packet => end(packet, !isSent && packet[4] === makeDirectory),
				down: packet => end(packet, isSent && readdirSync(to).length > 0),
			});
		}),
	});
	const first = startTransfer(request([join(from, 'tree')], to, {to: 'box'}), given(true));
	await first.is('failed');
	assert.match(readdirSync(to).join(), /\.part$/);
	assert.ok(first.isResumable());
	const second = nextRun(first, given(false));
	second.retry();
	second.start();
	assert.notEqual((await second.is('failed')).totals, null);
	assert.ok(second.isResumable());
	const next = nextRun(second, testServer());
	assert.ok(next.isResumable());
	await next.cancel();
	assert.deepEqual([next.view().reason, readdirSync(to)], [null, []]);
});
