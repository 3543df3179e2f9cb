import assert from 'node:assert/strict';
import {createServer as createHttpServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {after, test} from 'node:test';
import {isAbort} from '../../../source/core/errors.ts';
import {LeaseFailure} from '../../../source/core/keeper/lease-failure.ts';
import {freePort} from '../../helpers/free-port.ts';
import {startSshd} from '../../helpers/sshd.ts';
import {until} from '../../helpers/wait.ts';
import {startServer} from '../doctor/servers.ts';
import {openDen} from './keeper-in.ts';

/** What is at the end, and what is said of it. */
const causes = {
	closed: /^127\.0\.0\.1 refuses connections to port \d+/,
	unknown: /^The name no-such-host\.invalid is not known\.|^No name server could be asked/,
	silent: /^silent takes the connection, but its SSH server says nothing\.$/,
	greeting: /^greeting greets as an SSH server does, and then falls silent\.$/,
	web: /is no SSH server: it says “HTTP\/1\.1 400 Bad Request”/,
	command: /ProxyCommand/,
	behind: /^gone refuses|refuses connections to port \d+/,
	old: /have no key exchange method in common/,
} as const;

// Deadlines of 30 seconds in all; the rest is room for a machine under load.
test('each dead end has its own true reason before a user gives up', {timeout: 90_000}, async () => {
	const sshd = await startSshd({lines: ['KexAlgorithms diffie-hellman-group14-sha256']});
	const http = createHttpServer().listen(0, '127.0.0.1');
	after(() => http.close());
	await new Promise(resolve => http.once('listening', resolve));
	const port = async (given: number | Promise<number>) => [`Port ${await given}`];
	const lines = {
		closed: await port(freePort()),
		unknown: ['HostName no-such-host.invalid'],
		silent: await port(startServer(() => {})),
		greeting: await port(startServer(socket => socket.write('SSH-2.0-silent\r\n'))),
		web: await port((http.address() as AddressInfo).port),
		command: ['ProxyCommand false'],
		gone: await port(freePort()),
		behind: ['ProxyJump gone'],
		old: ['KexAlgorithms curve25519-sha256'],
	};
	const config = sshd.writeConfig(Object.entries(lines).map(([alias, own]) => sshd.configFor(alias, own)));
	const client = openDen().client(config);
	const reasons = await Promise.all(
		Object.entries(causes).map(async ([alias, cause]) => {
			const error = await client.lease(alias).then(
				() => assert.fail(`${alias} was reached`),
				(failure: unknown) => failure,
			);
			assert.ok(error instanceof LeaseFailure, String(error));
			assert.match(error.reason, cause, alias);
			assert.ok(error.nextStep, alias);
			return error.reason;
		}),
	);
	assert.equal(new Set(reasons).size, reasons.length, reasons.join('\n'));
});

test('an abort leaves each of them at once, and nothing of it stays', async () => {
	const open = new Set<unknown>();
	const listen = (words: string) =>
		startServer(socket => {
			open.add(socket);
			socket.on('close', () => open.delete(socket));
			socket.write(words);
		});
	const sshd = await startSshd();
	const config = sshd.writeConfig([
		sshd.configFor('silent', [`Port ${await listen('')}`]),
		sshd.configFor('greeting', [`Port ${await listen('SSH-2.0-silent\r\n')}`]),
		sshd.configFor('behind', ['ProxyJump silent']),
	]);
	const client = openDen().client(config);
	for (const alias of ['silent', 'greeting', 'behind']) {
		const ending = new AbortController();
		const leasing = client.lease(alias, {signal: ending.signal});
		await until(() => open.size === 1);
		const started = performance.now();
		ending.abort();
		await assert.rejects(leasing, isAbort);
		// Long before the ssh that is ended has to be killed.
		assert.ok(performance.now() - started < 1500);
		await until(() => open.size === 0);
	}
});
