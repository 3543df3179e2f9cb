import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {existsSync, rmSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {listRunningForwards} from '../../../source/services/forwards/list-running-forwards.ts';
import {freePort} from '../../helpers/free-port.ts';
import {startSshd} from '../../helpers/sshd.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {openDen} from '../keeper/keeper-in.ts';
import {openForwardsClient, said, startHello} from './forwards-in.ts';

const sshd = await startSshd();
const config = sshd.writeConfig([sshd.configFor('box')]);

/** Listens at a path until the running test ends. */
async function listenAt(path: string): Promise<void> {
	const server = createServer();
	await new Promise<void>(resolve => server.listen(path, resolve));
	after(() => void server.close());
}

test('the socket file of a remote forward is in nobody’s way: neither after a stop nor after its ssh was killed', async () => {
	const client = openForwardsClient(openDen(), config);
	const hello = await startHello();
	const path = join(tempDir('far'), 's.sock');
	const id = await client.begins('remote', `${path}:127.0.0.1:${hello}`);
	const {pid} = await client.becomes(id, 'up');
	process.kill(pid!, 'SIGKILL');
	await client.becomes(id, 'reconnecting');
	await client.becomes(id, 'up');
	await client.act(id, 'stop');
	assert.equal(existsSync(path), false);
	await client.act(id, 'start');
	await client.becomes(id, 'up');
	await client.act(id, 'stop');
	// What another program has there meanwhile stays.
	await listenAt(path);
	await client.act(id, 'start');
	assert.match((await client.becomes(id, 'failed')).reason ?? '', /^box does not listen on /);
	assert.equal(existsSync(path), true);
});

test('a forward that got only one of its addresses is given up whole', async () => {
	const client = openForwardsClient(openDen(), config);
	const hello = await startHello();
	const up = await client.begins('local', `127.0.0.1:${await freePort()}:127.0.0.1:${hello}`);
	const {pid} = await client.becomes(up, 'up');
	const id = await client.begins('local', `*:${hello}:127.0.0.1:${hello}`);
	assert.match((await client.becomes(id, 'failed')).reason ?? '', /is taken by/);
	const running = await listRunningForwards();
	assert.ok(running.supported);
	const held = running.forwards.filter(one => one.pid === pid && one.listen.endsWith(`:${hello}`));
	assert.deepEqual(held, []);
});

test('what needs somebody comes up with the next one to the same host', async () => {
	const secret = 'geheim-1234';
	const locked = await startSshd();
	execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', secret, '-f', locked.identityFile]);
	const den = openDen();
	let isThere = false;
	const client = openForwardsClient(den, locked.writeConfig([locked.configFor('box')]), {
		answer: async () => (isThere ? secret : null),
	});
	const hello = await startHello();
	const [one, two] = [await freePort(), await freePort()];
	const first = await client.begins('local', `127.0.0.1:${one}:127.0.0.1:${hello}`);
	await client.becomes(first, 'needs you');
	isThere = true;
	const second = await client.begins('local', `127.0.0.1:${two}:127.0.0.1:${hello}`);
	await client.becomes(second, 'up');
	await client.becomes(first, 'up');
	assert.deepEqual([await said(one), await said(two)], ['hello', 'hello']);
});

test('verifies the end of a forward to a socket, and the near end of a remote one', async () => {
	const client = openForwardsClient(openDen(), config);
	const path = join(tempDir('far'), 's.sock');
	const id = await client.begins('local', `127.0.0.1:${await freePort()}:${path}`);
	await client.becomes(id, 'up');
	assert.match((await client.act(id, 'verify')).at(-1) ?? '', /as seen from box/);
	await client.becomes(id, 'degraded');
	await listenAt(path);
	assert.equal((await client.act(id, 'verify')).at(-1), `${path} takes connections, as seen from box.`);
	await client.becomes(id, 'up');
	const closed = await freePort();
	const remote = await client.begins('remote', `127.0.0.1:0:127.0.0.1:${closed}`);
	const {port} = await client.becomes(remote, 'up');
	assert.equal((await client.act(remote, 'verify'))[0], `box takes connections on 127.0.0.1:${port}.`);
	const {reason} = await client.becomes(remote, 'degraded');
	assert.equal(reason, `Nothing listens at 127.0.0.1:${closed}, as seen from this machine.`);
});

test('a keeper that was stopped is named before long', async () => {
	const den = openDen();
	const client = openForwardsClient(den, config);
	const id = await client.begins('local', `127.0.0.1:${await freePort()}:127.0.0.1:9`);
	await client.becomes(id, 'up', 'degraded');
	const {pid} = den.record()!;
	const late = openForwardsClient(den, config);
	process.kill(pid, 'SIGSTOP');
	try {
		const nextStep = `It was stopped: kill -CONT ${pid} lets it go on.`;
		const asked = performance.now();
		await assert.rejects(late.list(), {nextStep});
		assert.ok(performance.now() - asked < 20_000);
	} finally {
		process.kill(pid, 'SIGCONT');
	}
	assert.equal((await late.list()).length, 1);
});

test('where the runtime directory was removed, the next forward has the connection made anew', async () => {
	const den = openDen();
	const client = openForwardsClient(den, config);
	const hello = await startHello();
	const [one, two] = [await freePort(), await freePort()];
	const first = await client.begins('local', `127.0.0.1:${one}:127.0.0.1:${hello}`);
	await client.becomes(first, 'up');
	rmSync(den.runtime, {recursive: true});
	// A socket that is gone says nothing of the far end.
	assert.match((await client.act(first, 'verify')).at(-1) ?? '', /is not known: .* lost its socket/);
	assert.equal(client.now(first)?.state, 'up');
	const second = await client.begins('local', `127.0.0.1:${two}:127.0.0.1:${hello}`);
	await client.becomes(second, 'up');
	await client.becomes(first, 'up');
	assert.deepEqual([await said(one), await said(two)], ['hello', 'hello']);
});
