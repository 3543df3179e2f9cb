import assert from 'node:assert/strict';
import {once} from 'node:events';
import {type AddressInfo, createServer} from 'node:net';
import {after, test} from 'node:test';
import type {EffectiveOptions} from '../../../source/core/hosts/host.ts';
import {openProbe} from '../../../source/services/ssh/probe.ts';

type Hosts = Record<string, Record<string, string>>;

function effectiveOf(hosts: Hosts): (alias: string) => Promise<EffectiveOptions> {
	return async alias => ({
		alias,
		options: Object.fromEntries(
			Object.entries(hosts[alias] ?? {hostname: alias, port: '22'}).map(([option, value]) => [
				option,
				[{value, source: null}],
			]),
		),
	});
}

async function listen(): Promise<{port: string; connections: () => number}> {
	let connections = 0;
	const server = createServer(socket => {
		connections++;
		socket.on('error', () => {}).destroy();
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	after(() => server.close());
	return {port: String((server.address() as AddressInfo).port), connections: () => connections};
}

const never = new AbortController().signal;

test('a probe is one connection to the host', async () => {
	const {port} = await listen();
	const probe = openProbe(effectiveOf({web: {hostname: '127.0.0.1', port}}), Date.now);
	const {target, milliseconds} = await probe('web', never);
	assert.equal(target, `127.0.0.1:${port}`);
	assert.ok(milliseconds >= 0);
});

test('behind jump hosts, the first of them is probed', async () => {
	const {port} = await listen();
	const hosts = {
		gate: {hostname: '127.0.0.1', port},
		inner: {hostname: 'nowhere.invalid', proxyjump: 'gate'},
		db: {hostname: 'nowhere.invalid', proxyjump: 'me@inner:22,other'},
	};
	const probe = openProbe(effectiveOf(hosts), Date.now);
	assert.equal((await probe('db', never)).target, `127.0.0.1:${port}`);
});

test('a second probe within a minute is refused, and says when', async () => {
	const {port, connections} = await listen();
	let now = 0;
	const probe = openProbe(effectiveOf({web: {hostname: '127.0.0.1', port}}), () => now);
	await probe('web', never);
	now = 20_000;
	await assert.rejects(probe('web', never), {name: 'Refusal', nextStep: /Again in 40 s/});
	now = 61_000;
	await probe('web', never);
	assert.ok(connections() <= 2);
});

test('a port where nothing listens, a name that does not resolve, and a ProxyCommand are told apart', async () => {
	const hosts = {
		closed: {hostname: '127.0.0.1', port: '1'},
		nowhere: {hostname: 'nowhere.invalid', port: '22'},
		command: {hostname: '127.0.0.1', proxycommand: 'nc %h %p'},
		loop: {hostname: '127.0.0.1', proxyjump: 'loop'},
	};
	const probe = openProbe(effectiveOf(hosts), Date.now);
	await assert.rejects(probe('closed', never), {name: 'Failure', message: /nothing listens/});
	await assert.rejects(probe('nowhere', never), {name: 'Failure', message: /does not resolve/});
	await assert.rejects(probe('command', never), {name: 'Refusal', message: /ProxyCommand/});
	await assert.rejects(probe('loop', never), {name: 'Refusal', message: /loop/});
});

test('an abort ends a probe at once', async () => {
	const controller = new AbortController();
	const probe = openProbe(effectiveOf({web: {hostname: '127.0.0.1', port: '1'}}), Date.now);
	controller.abort();
	await assert.rejects(probe('web', controller.signal), {name: 'AbortError'});
});
