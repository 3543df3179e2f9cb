import assert from 'node:assert/strict';
import {once} from 'node:events';
import {type AddressInfo, connect, createServer} from 'node:net';
import {after, test} from 'node:test';
import {startRelay} from './relay.ts';
import {until} from './wait.ts';

test('a relay passes data on, freezes, thaws and cuts', async () => {
	const server = createServer(socket => {
		socket.on('error', () => {});
		socket.pipe(socket);
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	after(() => server.close());
	const relay = await startRelay((server.address() as AddressInfo).port);
	const client = connect(relay.port, '127.0.0.1');
	let echoed = '';
	client.setEncoding('utf8').on('data', text => {
		echoed += text;
	});
	client.on('error', () => {});
	client.write('one');
	await until(() => echoed === 'one');
	relay.freeze();
	client.write(' two');
	await new Promise(resolve => setImmediate(resolve));
	assert.equal(echoed, 'one');
	relay.thaw();
	await until(() => echoed === 'one two');
	relay.delay(30);
	const before = performance.now();
	client.write(' three');
	await until(() => echoed === 'one two three');
	assert.ok(performance.now() - before >= 55);
	assert.equal(relay.connections(), 1);
	relay.cut();
	await until(() => client.destroyed);
});
