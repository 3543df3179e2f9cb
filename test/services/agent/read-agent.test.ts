import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {symlinkSync, writeFileSync} from 'node:fs';
import {createServer, type Socket} from 'node:net';
import {join} from 'node:path';
import {after, test} from 'node:test';
import type {AgentState} from '../../../source/core/keys/agent.ts';
import {readAgent} from '../../../source/services/agent/read-agent.ts';
import {startAgent} from '../../helpers/agent.ts';
import {tempDir} from '../../helpers/temp-dir.ts';

/** A socket on which every client is given to `serve`. */
async function listen(serve: (client: Socket) => void): Promise<string> {
	const path = join(tempDir('fake'), 's');
	const clients = new Set<Socket>();
	const server = createServer(client => {
		clients.add(client);
		client.on('error', () => {});
		serve(client);
	});
	await new Promise<void>(resolve => server.listen(path, resolve));
	after(() => {
		for (const client of clients) {
			client.destroy();
		}
		server.close();
	});
	return path;
}

function answering(...bytes: number[]): Promise<string> {
	return listen(client => client.once('data', () => client.write(Uint8Array.from(bytes))));
}

async function reasonOf(state: Promise<AgentState>): Promise<string> {
	const found = await state;
	assert.equal(found.state, 'stale');
	return found.state === 'stale' ? found.reason : '';
}

test('lists the keys and certificates of an agent as ssh-add does', async () => {
	const agent = await startAgent();
	const directory = tempDir('keys');
	const at = (name: string): string => join(directory, name);
	for (const [name, ...type] of [
		['ca', '-t', 'ed25519'],
		['ed', '-t', 'ed25519'],
		['rsa', '-t', 'rsa', '-b', '2048'],
		['ec', '-t', 'ecdsa', '-b', '384'],
	] as const) {
		execFileSync('ssh-keygen', ['-q', ...type, '-N', '', '-C', `the ${name} key`, '-f', at(name)]);
	}
	execFileSync('ssh-keygen', [
		'-q',
		'-s',
		at('ca'),
		'-I',
		'me@here',
		'-n',
		'deploy,root',
		'-V',
		'+1d',
		at('ed.pub'),
	]);
	assert.deepEqual(await readAgent(agent.socket), {state: 'empty', socket: agent.socket});
	execFileSync('ssh-add', ['-q', at('ed'), at('rsa'), at('ec')], {env: agent.env});

	const state = await readAgent(agent.socket);
	assert.equal(state.state, 'keys');
	const identities = state.state === 'keys' ? state.identities : [];
	const lines = identities.map(key => `${key.bits} ${key.fingerprint} ${key.comment} (${key.type})`);
	const listed = execFileSync('ssh-add', ['-l'], {env: agent.env, encoding: 'utf8'});
	assert.deepEqual(lines, listed.trimEnd().split('\n'));
	const certificate = identities.find(key => key.type === 'ED25519-CERT')?.certificate;
	assert.equal(certificate?.keyId, 'me@here');
	assert.deepEqual(certificate.principals, ['deploy', 'root']);
	assert.ok(Math.abs((certificate.validBefore ?? 0) - Date.now() / 1000 - 86_400) < 600);
});

test('tells no socket, a dead one, no socket file and an ended agent apart', async () => {
	assert.deepEqual(await readAgent(undefined), {state: 'none'});
	assert.deepEqual(await readAgent(''), {state: 'none'});
	const directory = tempDir('stale');
	assert.equal(await reasonOf(readAgent(join(directory, 'nowhere'))), 'the socket does not exist');
	writeFileSync(join(directory, 'file'), '');
	assert.equal(await reasonOf(readAgent(join(directory, 'file'))), 'it is a regular file, no socket');
	symlinkSync('file', join(directory, 'link'));
	assert.equal(await reasonOf(readAgent(join(directory, 'link'))), 'it is a regular file, no socket');
	assert.equal(await reasonOf(readAgent(directory)), 'it is a directory, no socket');
	assert.match(await reasonOf(readAgent(`/${'x'.repeat(300)}`)), /too long/);
	assert.match(await reasonOf(readAgent('/tmp/a\0b')), /./);
	const agent = await startAgent();
	await agent.stop();
	assert.match(await reasonOf(readAgent(agent.socket)), /does not exist|nothing listens/);
});

test('calls an agent silent that accepts and does not answer, or stops in the middle', async () => {
	const silent = await listen(() => {});
	assert.deepEqual(await readAgent(silent, {deadline: 50}), {state: 'silent', socket: silent});
	const halfway = await answering(0, 0, 0, 9, 12, 0);
	assert.deepEqual(await readAgent(halfway, {deadline: 50}), {state: 'silent', socket: halfway});
});

test('does not trust what answers in the place of an agent', async () => {
	const text = [...Buffer.from('HTTP/1.1 400 Bad Request\r\n')];
	assert.match(await reasonOf(readAgent(await answering(...text))), /no ssh agent/);
	assert.match(await reasonOf(readAgent(await answering(0, 0, 0, 1, 12))), /no ssh agent/);
	assert.match(await reasonOf(readAgent(await answering(0, 0, 0, 0))), /no ssh agent/);
	assert.match(await reasonOf(readAgent(await answering(0, 0, 0, 5, 12, 255, 255, 255, 255))), /damaged/);
	assert.match(
		await reasonOf(readAgent(await answering(0, 0, 0, 9, 12, 0, 0, 0, 1, 255, 255, 255, 255))),
		/damaged/,
	);
	assert.match(await reasonOf(readAgent(await listen(client => client.end()))), /hangs up/);
	const refusing = await answering(0, 0, 0, 1, 5);
	assert.deepEqual(await readAgent(refusing), {state: 'empty', socket: refusing});
});

test('reads an answer that comes byte by byte', async () => {
	const socket = await listen(client =>
		client.once('data', () => {
			const bytes = [0, 0, 0, 5, 12, 0, 0, 0, 0];
			const next = (): void => {
				const byte = bytes.shift();
				if (byte !== undefined) {
					client.write(Uint8Array.of(byte), () => setImmediate(next));
				}
			};
			next();
		}),
	);
	assert.deepEqual(await readAgent(socket), {state: 'empty', socket});
});

test('stops waiting when aborted', async () => {
	const socket = await listen(() => {});
	const controller = new AbortController();
	const reading = readAgent(socket, {signal: controller.signal});
	controller.abort();
	await assert.rejects(reading, {name: 'AbortError'});
	await assert.rejects(readAgent(socket, {signal: controller.signal}), {name: 'AbortError'});
});
