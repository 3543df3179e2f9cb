import assert from 'node:assert/strict';
import {randomBytes} from 'node:crypto';
import {
	appendFileSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {after, test} from 'node:test';
import type {Transfer, TransferQueue} from '../../../source/core/transfers/transfer.ts';
import type {Ssh} from '../../../source/services/ssh/program.ts';
import {claimJournal, findJournals} from '../../../source/services/transfers/journal-file.ts';
import {openTransfers} from '../../../source/services/transfers/open-transfers.ts';
import {descendantsOf, wordsOf} from '../../helpers/processes.ts';
import {startRelay} from '../../helpers/relay.ts';
import {fillDisk, smallDisk} from '../../helpers/small-disk.ts';
import {startSshd} from '../../helpers/sshd.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {until} from '../../helpers/wait.ts';
import {openDen} from '../keeper/keeper-in.ts';
import {request} from './run-in.ts';

type Queue = TransferQueue & {
	list(): readonly Transfer[];
	is(id: string, state: Transfer['state']): Promise<Transfer>;
};

function openQueue(state: string, {configFile = null, env = process.env}: Partial<Ssh> = {}): Queue {
	const queue = openTransfers({
		ssh: {program: 'ssh', configFile, env},
		...{stateDirectory: state, home: state, version: '0.1.0'},
		answering: () => undefined,
		log() {},
	});
	let list: readonly Transfer[] = [];
	queue.follow(told => {
		list = told;
	});
	after(() => queue.close());
	return {
		...queue,
		list: () => list,
		is: (id, state) =>
			until(() => list.find(one => one.id === id && one.state === state), {
				within: 30_000,
				otherwise: () => JSON.stringify(list, undefined, 2),
			}),
	};
}

/** The processes of transfers that this one started. */
function workers(): number[] {
	return descendantsOf(process.pid).filter(pid => wordsOf(pid).some(word => word.endsWith('worker.ts')));
}

test('where no process can be started the transfer says so, and the end waits for none', async t => {
	const directory = tempDir('queue');
	const queue = openQueue(join(directory, 'state'));
	const {execPath} = process;
	t.after(() => {
		process.execPath = execPath;
	});
	process.execPath = join(directory, 'no-node');
	const id = queue.add(request([directory], directory));
	process.execPath = execPath;
	const {reason} = await queue.is(id, 'failed');
	assert.match(reason ?? '', /could not begin|before it could begin/);
	await queue.close();
});

test('transfers run in a process of their own, are told of, and are cleared away', async () => {
	const directory = tempDir('queue');
	const queue = openQueue(join(directory, 'state'));
	assert.equal(workers().length, 0);
	mkdirSync(join(directory, 'to'));
	writeFileSync(join(directory, 'one'), 'one');
	writeFileSync(join(directory, 'to/one'), 'older');
	const id = queue.add(request([join(directory, 'one')], join(directory, 'to')));
	const asked = await queue.is(id, 'needs you');
	queue.decide(id, asked.questions[0]!.id, 'overwrite', true);
	await queue.is(id, 'done');
	assert.equal(readFileSync(join(directory, 'to/one'), 'utf8'), 'one');
	queue.clear();
	await until(() => queue.list().length === 0);
	assert.deepEqual(readdirSync(join(directory, 'state/transfers')), []);
});

test('what is not over at the end is there, paused, at the next start', async () => {
	const directory = tempDir('queue');
	const state = join(directory, 'state');
	mkdirSync(join(directory, 'to'));
	writeFileSync(join(directory, 'one'), 'one');
	writeFileSync(join(directory, 'to/one'), 'older');
	const first = openQueue(state);
	const id = first.add(request([join(directory, 'one')], join(directory, 'to')));
	await first.is(id, 'needs you');
	const [held] = findJournals(join(state, 'transfers'));
	assert.equal(held?.holder, workers()[0]);
	assert.equal(claimJournal(join(state, 'transfers'), id), null);
	await first.close();
	assert.equal(findJournals(join(state, 'transfers'))[0]?.holder, null);
	const second = openQueue(state);
	const left = await second.is(id, 'paused');
	assert.match(left.reason ?? '', /interrupted/);
	second.resume(id);
	const asked = await second.is(id, 'needs you');
	second.decide(id, asked.questions[0]!.id, 'skip', false);
	await second.is(id, 'done');
	assert.equal(readFileSync(join(directory, 'to/one'), 'utf8'), 'older');
});

/** A queue with a transfer that asks whether it may replace what is there. */
async function askingQueue() {
	const directory = tempDir('queue');
	mkdirSync(join(directory, 'to'));
	writeFileSync(join(directory, 'one'), 'one');
	writeFileSync(join(directory, 'to/one'), 'older');
	const queue = openQueue(join(directory, 'state'));
	const id = queue.add(request([join(directory, 'one')], join(directory, 'to')));
	await queue.is(id, 'needs you');
	return {directory, queue, id};
}

test('a process of the transfers that is killed is started anew, and has what was left', async () => {
	const {directory, queue, id} = await askingQueue();
	process.kill(workers()[0]!, 'SIGKILL');
	await queue.is(id, 'paused');
	queue.cancel(id);
	await queue.is(id, 'cancelled');
	assert.equal(readFileSync(join(directory, 'to/one'), 'utf8'), 'older');
});

test('what is left when its process is killed twice in a row stays on the list, paused, and goes on when asked to', async () => {
	const {directory, queue, id} = await askingQueue();
	process.kill(workers()[0]!, 'SIGKILL');
	await queue.is(id, 'paused');
	queue.resume(id);
	await queue.is(id, 'needs you');
	process.kill(workers()[0]!, 'SIGKILL');
	await until(() => workers().length === 0 && queue.list()[0]?.state !== 'needs you');
	assert.deepEqual(
		queue.list().map(({state, asked}) => [state, asked]),
		[['paused', 0]],
	);
	queue.resume(id);
	const {questions} = await queue.is(id, 'needs you');
	queue.decide(id, questions[0]!.id, 'overwrite', false);
	await queue.is(id, 'done');
	assert.equal(readFileSync(join(directory, 'to/one'), 'utf8'), 'one');
});

test('what was put into the queue when its process ended is put there anew', async () => {
	const directory = tempDir('queue');
	mkdirSync(join(directory, 'to'));
	for (const name of ['one', 'two']) {
		writeFileSync(join(directory, name), name);
	}
	writeFileSync(join(directory, 'to/one'), 'older');
	const queue = openQueue(join(directory, 'state'));
	const first = queue.add(request([join(directory, 'one')], join(directory, 'to')));
	await queue.is(first, 'needs you');
	const [worker] = workers();
	process.kill(worker!, 'SIGSTOP');
	const second = queue.add(request([join(directory, 'two')], join(directory, 'to')));
	process.kill(worker!, 'SIGKILL');
	await queue.is(second, 'done');
	await queue.is(first, 'paused');
});

test('what cannot be noted since the disk is full has failed with that, and can be tried again', async t => {
	const disk = smallDisk(1, t);
	if (disk === null) {
		return;
	}
	const directory = tempDir('queue');
	mkdirSync(join(directory, 'to'));
	writeFileSync(join(directory, 'one'), 'one');
	const queue = openQueue(disk.directory);
	mkdirSync(join(disk.directory, 'transfers'));
	const filler = join(disk.directory, 'filler');
	fillDisk(filler);
	const id = queue.add(request([join(directory, 'one')], join(directory, 'to')));
	const {reason} = await queue.is(id, 'failed');
	assert.match(reason ?? '', /disk is full/);
	assert.deepEqual(readdirSync(join(disk.directory, 'transfers')), []);
	rmSync(filler);
	queue.retry(id);
	await queue.is(id, 'done');
	assert.equal(queue.list().length, 1);
});

test('what is left from before is there although the disk is full', async t => {
	const disk = smallDisk(1, t);
	if (disk === null) {
		return;
	}
	const directory = tempDir('queue');
	const first = openQueue(disk.directory);
	const id = first.add(request([join(directory, 'gone')], directory));
	await first.is(id, 'failed');
	await first.close();
	const transfers = join(disk.directory, 'transfers');
	const journal = join(transfers, readdirSync(transfers)[0]!);
	// Nothing can be added to a page that is full.
	appendFileSync(journal, '\n'.repeat(4096 - (statSync(journal).size % 4096)));
	fillDisk(join(disk.directory, 'filler'));
	await openQueue(disk.directory).is(id, 'failed');
});

test('more than can be noted has failed with that, and is cleared away', async () => {
	const state = tempDir('queue');
	const queue = openQueue(state);
	const id = queue.add(
		request(
			Array.from({length: 100_001}, (_, number) => `/file ${number}`),
			state,
		),
	);
	const {reason} = await queue.is(id, 'failed');
	assert.match(reason ?? '', /Choose fewer/);
	queue.clear();
	await until(() => queue.list().length === 0);
	assert.deepEqual(readdirSync(state), []);
});

/** A copy whose process was killed in the middle. */
async function openCutOff() {
	const directory = tempDir('queue');
	const [big, to] = [join(directory, 'big'), join(directory, 'to')];
	mkdirSync(to);
	writeFileSync(big, '');
	truncateSync(big, 600_000_000);
	const state = join(directory, 'state');
	const queue = openQueue(state);
	const id = queue.add(request([big], to));
	// What came before the first mark in the journal is not gone on with.
	await until(() =>
		findJournals(join(state, 'transfers')).some(({journal}) =>
			[...journal.begun.values()].some(({mark}) => mark > 0),
		),
	);
	process.kill(workers()[0]!, 'SIGKILL');
	await queue.is(id, 'paused');
	const [part, ...others] = readdirSync(to);
	assert.match(part!, /^\.sallyport-.*\.part$/);
	assert.deepEqual(others, []);
	return {queue, id, big, to, part: join(to, part!)};
}

test('a copy that was cut off by a kill goes on with its part file', async () => {
	const {queue, id, to, part} = await openCutOff();
	const {ino} = statSync(part);
	queue.resume(id);
	await queue.is(id, 'done');
	assert.deepEqual(readdirSync(to), ['big']);
	assert.deepEqual([statSync(join(to, 'big')).ino, statSync(join(to, 'big')).size], [ino, 600_000_000]);
});

test('a copy that was cut off by a kill leaves no part file when it is cancelled', async () => {
	const {queue, id, to} = await openCutOff();
	queue.cancel(id);
	await queue.is(id, 'cancelled');
	assert.deepEqual(readdirSync(to), []);
});

test('a copy that failed on its way leaves no part file when it is cleared away', async () => {
	const {queue, id, big, to} = await openCutOff();
	rmSync(big);
	queue.resume(id);
	await queue.is(id, 'failed');
	assert.equal(readdirSync(to).length, 1);
	queue.clear();
	await until(() => queue.list().length === 0);
	assert.deepEqual(readdirSync(to), []);
});

test('a transfer to a host that is cancelled in mid-transfer leaves no part file there', async () => {
	const sshd = await startSshd();
	const relay = await startRelay(sshd.port);
	const far = [`Port ${relay.port}`, `HostKeyAlias [127.0.0.1]:${sshd.port}`];
	const configFile = sshd.writeConfig([sshd.configFor('far', far)]);
	const directory = tempDir('queue');
	const state = join(directory, 'state/sallyport');
	const [big, to] = [join(directory, 'big'), join(directory, 'to')];
	mkdirSync(to);
	writeFileSync(big, randomBytes(80_000_000));
	const queue = openQueue(state, {configFile, env: openDen({state}).env});
	relay.delay(30);
	const id = queue.add(request([big], to, {to: 'far'}));
	await until(() => queue.list().some(({done}) => done.bytes > 4_000_000));
	queue.cancel(id);
	await queue.is(id, 'cancelled');
	assert.deepEqual(readdirSync(to), []);
	await queue.close();
});
