import assert from 'node:assert/strict';
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdirSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {lockFileName, printLockRecord} from '../../../source/core/keeper/lock-record.ts';
import {identify, thisMachine} from '../../../source/services/keeper/process-identity.ts';
import {atExit} from '../../helpers/at-exit.ts';
import {isAlive, wordsOf} from '../../helpers/processes.ts';
import {startSshd} from '../../helpers/sshd.ts';
import {until} from '../../helpers/wait.ts';
import {type Den, openDen} from './keeper-in.ts';

/** The keepers (and guards of keepers) of a den that run. */
function keepersOf({state}: Den): number[] {
	return readdirSync('/proc')
		.map(Number)
		.filter(pid => {
			const words = wordsOf(pid);
			return words.includes(state) && words.some(word => word.endsWith('keeper/main.ts'));
		});
}

/** A client in a process of its own, which can be killed, that has a lease. */
async function startUser(den: Den, config: string): Promise<ChildProcess> {
	const program = join(import.meta.dirname, '../../fixtures/use-lease.ts');
	const child = spawn(process.execPath, [program, den.state, config, 'box'], {
		env: den.env,
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	atExit(() => child.kill('SIGKILL'));
	const [text] = await once(child.stdout!, 'data');
	assert.equal(String(text), 'leased\n');
	return child;
}

async function nothingIsLeft(den: Den, hub: number): Promise<void> {
	await until(() => !isAlive(hub) && keepersOf(den).length === 0 && den.record() === null, {
		otherwise: () => `Left: ${JSON.stringify([isAlive(hub), keepersOf(den), den.record()])}`,
	});
	assert.deepEqual(den.sockets(), []);
}

async function box(): Promise<{config: string; logins: () => number}> {
	const sshd = await startSshd();
	return {
		config: sshd.writeConfig([sshd.configFor('box')]),
		logins: () => sshd.log().match(/Accepted publickey for/g)?.length ?? 0,
	};
}

test('many that start at once make one keeper, also over what a dead one left', async () => {
	const {config, logins} = await box();
	const den = openDen({idle: 100_000});
	const all = () => Promise.all(Array.from({length: 6}, () => den.client(config).lease('box')));
	const leases = await all();
	assert.equal(logins(), 1);
	await until(() => keepersOf(den).filter(pid => pid === den.record()!.pid).length === 1);
	for (const lease of leases) {
		lease.release();
	}
	const [dead, hub] = [den.record()!.pid, den.record()!.hubs[0]!.pid];
	process.kill(dead, 'SIGKILL');
	await all();
	assert.notEqual(den.record()!.pid, dead);
	assert.deepEqual(
		den.record()!.hubs.map(({pid}) => pid),
		[hub],
	);
	assert.equal(logins(), 1);
	// One keeper and its guard.
	await until(() => keepersOf(den).length === 2, {otherwise: () => keepersOf(den).join()});
	assert.deepEqual(
		readdirSync(den.state).filter(name => name.startsWith('keeper-')),
		[lockFileName(hostname())],
	);
});

test('a lease outlives its keeper, with the same connection', async () => {
	const {config, logins} = await box();
	const den = openDen({linger: 3000});
	const client = den.client(config);
	const lease = await client.lease('box');
	const {pid, hubs} = den.record()!;
	for (let killed = pid; killed !== 0; ) {
		process.kill(killed, 'SIGKILL');
		await until(() => den.record() !== null && den.record()!.pid !== killed);
		await until(async () => (await client.status())?.hubs[0]?.leases === 1);
		killed = killed === pid ? den.record()!.pid : 0;
	}
	assert.deepEqual([lease.mode(), lease.socket()], ['hub', hubs[0]!.socket]);
	const channel = await lease.openChannel('sftp');
	channel.close();
	await channel.ended;
	assert.equal(logins(), 1);
	process.kill(hubs[0]!.pid, 'SIGKILL');
	assert.equal((await lease.ended).isReleased, false);
	await nothingIsLeft(den, hubs[0]!.pid);
});

test('killed in any order, nothing is left: client, keeper, hub', async () => {
	const {config} = await box();
	const orders = [
		['client'],
		['client', 'keeper'],
		['client', 'hub', 'keeper'],
		['keeper', 'client'],
		['keeper', 'hub', 'client'],
		['hub', 'keeper', 'client'],
	] as const;
	for (const order of orders) {
		const den = openDen();
		const client = await startUser(den, config);
		const {pid: keeper, hubs} = den.record()!;
		const hub = hubs[0]!.pid;
		const pids = {client: client.pid!, keeper, hub};
		for (const victim of order) {
			// On a busy machine what nobody uses may be gone by itself.
			if (isAlive(pids[victim])) {
				process.kill(pids[victim], 'SIGKILL');
			}
			await until(() => !isAlive(pids[victim]));
		}
		await until(() => !isAlive(hub) && keepersOf(den).length === 0);
		// A keeper that was killed with nothing to keep has no successor: its files go with the next one's.
		const next = den.client(config);
		await next.lease('box');
		await next.quit();
		await nothingIsLeft(den, hub);
	}
});

test('a newer version replaces the keeper without dropping a connection', async () => {
	const {config, logins} = await box();
	const den = openDen({linger: 3000});
	const old = den.client(config);
	const lease = await old.lease('box');
	const before = den.record()!;
	const newer = await den.client(config, {version: '99.0.0'}).lease('box');
	const after = den.record()!;
	assert.notEqual(after.pid, before.pid);
	assert.deepEqual(after.hubs, before.hubs);
	assert.equal(newer.socket(), lease.socket());
	await until(() => !isAlive(before.pid));
	await until(async () => (await old.status())?.hubs[0]?.leases === 2);
	assert.equal(logins(), 1);
	lease.release();
	newer.release();
	await nothingIsLeft(den, before.hubs[0]!.pid);
});

test('an end in order takes all with it', async () => {
	const {config} = await box();
	const den = openDen();
	const lease = await den.client(config).lease('box');
	const {pid, hubs} = den.record()!;
	process.kill(pid, 'SIGTERM');
	assert.equal((await lease.ended).isReleased, false);
	await nothingIsLeft(den, hubs[0]!.pid);
});

test('a lock of another process, another boot, or no sense is taken over, and no stranger is signalled', async () => {
	const {config} = await box();
	const stranger = spawn('sleep', ['1000'], {detached: true, stdio: 'ignore'});
	atExit(() => stranger.kill('SIGKILL'));
	const {pid} = stranger;
	const den = openDen();
	const socket = join(den.runtime, 'h-0000000000');
	const foreign = {pid: pid!, start: '1', socket, stderr: join(den.runtime, 'e-0000000000')};
	const record = {
		...thisMachine(),
		...identify(pid!)!,
		start: '1',
		socket: join(den.runtime, 'k-00000000'),
		protocol: 1,
		program: '0.1.0',
		isReleased: false,
		hubs: [{...foreign, alias: 'box', configFile: null}],
	};
	const hubs = [{...record.hubs[0]!, ...identify(pid!)!}];
	for (const text of [
		printLockRecord(record),
		printLockRecord({...record, ...identify(pid!)!, boot: 'another', hubs}),
		printLockRecord({...record, ...identify(pid!)!, host: 'another', hubs}),
		'{"pid": 1',
		'',
	]) {
		mkdirSync(den.state, {recursive: true});
		writeFileSync(join(den.state, lockFileName(hostname())), text);
		const client = den.client(config);
		const lease = await client.lease('box');
		assert.equal(lease.mode(), 'hub');
		const hub = den.record()!.hubs[0]!.pid;
		await client.quit();
		await nothingIsLeft(den, hub);
	}
	assert.equal(isAlive(pid!), true);
	stranger.kill('SIGKILL');
});

test('a removed runtime directory is made anew', async () => {
	const {config, logins} = await box();
	const den = openDen({idle: 5000});
	const [one, two] = [den.client(config), den.client(config)];
	const lease = await one.lease('box');
	const {pid, hubs} = den.record()!;
	rmSync(den.runtime, {recursive: true});
	// Nobody new can reach the hub: it is replaced, and those who were on it hear of it.
	const again = await two.lease('box');
	assert.equal((await lease.ended).isReleased, false);
	assert.equal(den.record()!.pid, pid);
	assert.equal(logins(), 2);
	await until(() => !isAlive(hubs[0]!.pid));
	rmSync(den.runtime, {recursive: true});
	const third = await one.lease('box');
	assert.equal((await again.ended).isReleased, false);
	assert.ok(existsSync(third.socket()!));
});

test('a runtime path that is too long gives way to the next', async () => {
	const {config} = await box();
	const plain = openDen();
	const long = join(plain.runtime, 'x'.repeat(120 - plain.runtime.length - 1));
	const den = openDen({env: {XDG_RUNTIME_DIR: long}});
	const lease = await den.client(config).lease('box');
	assert.ok(Buffer.byteLength(lease.socket()!) <= 90);
	assert.equal(lease.socket()!.startsWith(long), false);
	assert.equal(existsSync(long), false);
});

test('where the state directory cannot be written the keeper is found all the same', async () => {
	const {config, logins} = await box();
	const den = openDen({state: join(config, 'state')});
	const [one, two] = [den.client(config), den.client(config)];
	const [lease, other] = [await one.lease('box'), await two.lease('box')];
	assert.equal(lease.socket(), other.socket());
	assert.equal(logins(), 1);
	const hub = den.record()!.hubs[0]!.pid;
	lease.release();
	other.release();
	await nothingIsLeft(den, hub);
});
