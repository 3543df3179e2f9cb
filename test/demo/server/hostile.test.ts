import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {connect, type Socket} from 'node:net';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {capture} from '../../../source/services/ssh/capture.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {patience, until} from '../../helpers/wait.ts';
import {openDemo} from '../demo-run.ts';

const {demo, ssh, port} = await openDemo();

async function open(host: string): Promise<Socket> {
	const socket = connect(port(host), '127.0.0.1');
	socket.on('error', () => undefined);
	after(() => socket.destroy());
	await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
	return socket;
}

async function isWell(): Promise<void> {
	const {code, stderr} = await ssh(['-o', 'BatchMode=yes', 'web-1', 'true']);
	assert.deepEqual([code, stderr], [0, '']);
}

const openings: Array<[what: string, bytes: Buffer]> = [
	['nothing', Buffer.alloc(0)],
	['a web request', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
	['half a greeting', Buffer.from('SSH-2.')],
	['an old protocol', Buffer.from('SSH-1.5-x\r\n')],
	['noise', randomBytes(100_000)],
	['a greeting and noise', Buffer.concat([Buffer.from('SSH-2.0-x\r\n'), randomBytes(100_000)])],
	[
		'a greeting and a huge packet',
		Buffer.concat([Buffer.from('SSH-2.0-x\r\n'), Buffer.from([0x7f, 0xff, 0xff, 0xff])]),
	],
	['an endless greeting', Buffer.alloc(1_000_000, 'x')],
];
for (const [what, bytes] of openings) {
	test(`a client that sends ${what} and leaves does no harm`, async () => {
		for (const leave of [(socket: Socket) => socket.end(), (socket: Socket) => socket.resetAndDestroy()]) {
			const socket = await open('web-1');
			socket.resume();
			socket.write(bytes);
			await new Promise(resolve => setImmediate(resolve));
			leave(socket);
		}
		await isWell();
	});
}

test('connections beyond the limit are closed, and room comes back', async () => {
	const sockets = await Promise.all(Array.from({length: 60}, () => open('files')));
	await until(() => sockets.filter(socket => socket.resume().readableEnded || socket.destroyed).length >= 28);
	for (const socket of sockets) {
		socket.destroy();
	}
	await until(async () => (await ssh(['-o', 'BatchMode=yes', 'files', 'true'])).code === 0);
});

test('a session beyond the tenth of a connection is refused', async () => {
	const socket = join(tempDir('mux'), 's');
	const hub = ['-F', demo.configFile, '-S', socket];
	const options = {env: demo.env, deadline: patience};
	// It outlives what is waited for here, so that it is that which fails.
	const master = capture('ssh', [...hub, '-M', '-N', 'web-1'], {...options, deadline: 3 * patience});
	await until(async () => (await capture('ssh', [...hub, '-O', 'check', 'web-1'], options)).code === 0);
	const through = [...hub, '-o', 'ControlMaster=no', '-o', 'ProxyCommand=false'];
	const sessions = Array.from({length: 10}, () =>
		spawn('ssh', [...through, 'web-1', 'echo here; sleep 100'], {
			env: demo.env,
			stdio: ['ignore', 'pipe', 'ignore'],
		}),
	);
	after(() => sessions.map(session => session.kill()));
	const ended = sessions.map(session => once(session, 'exit'));
	// All of them are there before another is asked for: it could come before the last, which then would be the refused one.
	await Promise.all(sessions.map(({stdout}) => once(stdout, 'data')));
	// Now and then OpenSSH's own client waits for ever for a master that is busy refusing: it is given up, and asked again.
	const probe = {env: demo.env, deadline: 2000};
	await until(() =>
		capture('ssh', [...through, 'web-1', 'true'], probe).then(
			({stderr}) => /Session open refused by peer/.test(stderr),
			() => false,
		),
	);
	await capture('ssh', [...hub, '-O', 'exit', 'web-1'], options);
	await Promise.allSettled([master, ...ended]);
	await isWell();
});

test('an SFTP client that talks nonsense loses its session only', async () => {
	for (const input of [
		Buffer.alloc(4),
		randomBytes(100_000),
		Buffer.from([0, 0, 0, 1, 99]),
		Buffer.from('ls\n'),
	]) {
		await ssh(['-s', 'files', 'sftp'], {input});
	}
	const unknown = Buffer.from([0, 0, 0, 5, 1, 0, 0, 0, 3, 0, 0, 0, 5, 77, 0, 0, 0, 9]);
	const {stdout} = await ssh(['-s', 'files', 'sftp'], {input: unknown});
	assert.ok(stdout.includes('Operation unsupported'));
	await isWell();
});

test('a client that does not read what it asked for is waited for, not buffered without end', async () => {
	const request = Buffer.concat([
		Buffer.from([0, 0, 0, 5, 1, 0, 0, 0, 3]),
		openRequest('/home/alex/big.iso'),
		...Array.from({length: 4000}, (_, n) => readRequest(n * 200_000, 200_000)),
	]);
	const before = process.memoryUsage().rss;
	const args = ['-F', demo.configFile, '-s', 'files', 'sftp'];
	const child = spawn('ssh', args, {env: demo.env, stdio: ['pipe', 'pipe', 'ignore']});
	after(() => child.kill());
	child.stdin.write(request);
	await new Promise(resolve => child.stdout.once('readable', resolve));
	await isWell();
	assert.ok(process.memoryUsage().rss - before < 100 * 1024 * 1024);
	child.kill();
});

function openRequest(path: string): Buffer {
	const name = Buffer.from(path);
	return packet(3, number(1), number(name.length), name, number(1), number(0));
}

function readRequest(offset: number, length: number): Buffer {
	return packet(5, number(2), number(4), number(1), number(0), number(offset), number(length));
}

function packet(kind: number, ...parts: Buffer[]): Buffer {
	const body = Buffer.concat([Buffer.of(kind), ...parts]);
	return Buffer.concat([number(body.length), body]);
}

function number(value: number): Buffer {
	const buffer = Buffer.alloc(4);
	buffer.writeUInt32BE(value);
	return buffer;
}
