import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {createServer as createHttpServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {after, test} from 'node:test';
import type {ExamineOptions} from '../../../source/services/doctor/examine-host.ts';
import {freePort} from '../../helpers/free-port.ts';
import {type Sshd, startSshd} from '../../helpers/sshd.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {examine, trouble} from './examine.ts';
import {startServer} from './servers.ts';

const sshd = await startSshd();
const causes = new Map<string, string>();

type End = {
	readonly server?: Sshd;
	readonly lines?: readonly string[];
	readonly others?: readonly string[];
	readonly options?: Partial<ExamineOptions>;
	readonly stage: string;
	readonly cause: RegExp;
	readonly advice?: RegExp;
};

let count = 0;

async function deadEnd({server = sshd, lines = [], others = [], options, ...expected}: End): Promise<void> {
	const config = server.writeConfig([server.configFor('web', lines), ...others], `config-${count++}`);
	const {stage, status, cause, advice, raw} = trouble(await examine(config, options));
	assert.deepEqual([stage, status], [expected.stage, 'failed'], cause ?? '');
	assert.match(cause ?? '', expected.cause);
	assert.match(advice ?? '', expected.advice ?? /./);
	assert.ok(
		raw.every(line => !/[\u0000-\u001f\u007f-\u009f]/.test(line)),
		'the raw lines are clean',
	);
	assert.equal(causes.get(cause ?? ''), undefined, 'each has words of its own');
	causes.set(cause ?? '', stage);
}

function script(text: string): string {
	const path = join(tempDir('script'), 'run');
	writeFileSync(path, `#!/bin/sh\n${text}\n`, {mode: 0o700});
	return path;
}

const soon = {patience: 1000};

test('a closed port', async () => {
	const port = await freePort();
	await deadEnd({
		lines: [`Port ${port}`],
		stage: 'connect',
		cause: new RegExp(`^127\\.0\\.0\\.1 refuses connections to port ${port}`),
	});
});

test('a name that does not resolve', async () => {
	await deadEnd({
		lines: ['HostName no-such-host.invalid'],
		stage: 'resolve',
		cause: /no-such-host\.invalid/,
	});
});

test('a port that takes the connection and says nothing', async () => {
	const port = await startServer(() => {});
	await deadEnd({
		lines: [`Port ${port}`],
		options: soon,
		stage: 'banner',
		cause: /web takes the connection, but its SSH server says nothing\. Nothing came for 1 s\./,
	});
});

test('a port that says nothing, with a ConnectTimeout in the config', async () => {
	const port = await startServer(() => {});
	await deadEnd({
		lines: [`Port ${port}`, 'ConnectTimeout 1'],
		stage: 'banner',
		cause: /^The host takes the connection, but its SSH server says nothing\.$/,
	});
});

test('a banner and then silence', async () => {
	const port = await startServer(socket => socket.write('SSH-2.0-silent\r\n'));
	await deadEnd({
		lines: [`Port ${port}`],
		options: soon,
		stage: 'key exchange',
		cause: /greets as an SSH server does, and then falls silent/,
	});
});

test('an HTTP server', async () => {
	const server = createHttpServer().listen(0, '127.0.0.1');
	after(() => server.close());
	await new Promise(resolve => server.once('listening', resolve));
	await deadEnd({
		lines: [`Port ${(server.address() as AddressInfo).port}`],
		stage: 'banner',
		cause: /no SSH server: it says “HTTP\/1\.1 400 Bad Request”/,
		advice: /web server: check the port/,
	});
});

test('a server that hangs up before it greets', async () => {
	const port = await startServer(socket => socket.end());
	await deadEnd({lines: [`Port ${port}`], stage: 'banner', cause: /hung up before the login began/});
});

test('a ProxyCommand that fails at once', async () => {
	await deadEnd({
		lines: ['ProxyCommand false'],
		stage: 'connect',
		cause: /^The ProxyCommand for web ended without a connection/,
	});
});

test('a ProxyCommand that fails with words', async () => {
	await deadEnd({
		lines: ['ProxyCommand sh -c "echo no route today >&2; exit 1"'],
		stage: 'connect',
		cause: /^The ProxyCommand for web ended: no route today\.$/,
	});
});

test('a ProxyCommand that runs and leads nowhere', async () => {
	await deadEnd({
		lines: ['ProxyCommand sleep 60'],
		options: soon,
		stage: 'connect',
		cause: /^The ProxyCommand for web runs, but no SSH server answers/,
	});
});

test('a jump host that is not there', async () => {
	await deadEnd({
		lines: ['ProxyJump bastion'],
		others: [sshd.configFor('bastion', [`Port ${await freePort()}`])],
		stage: 'jump:bastion',
		cause: /^127\.0\.0\.1 refuses connections/,
	});
});

test('a jump host that says nothing', async () => {
	const port = await startServer(() => {});
	await deadEnd({
		lines: ['ProxyJump bastion'],
		others: [sshd.configFor('bastion', [`Port ${port}`])],
		options: soon,
		stage: 'jump:bastion',
		cause: /^bastion takes the connection, but its SSH server says nothing/,
	});
});

test('a jump host that greets and falls silent, with a ConnectTimeout for the host', async () => {
	const port = await startServer(socket => socket.write('SSH-2.0-silent\r\n'));
	await deadEnd({
		lines: ['ProxyJump bastion', 'ConnectTimeout 1'],
		others: [sshd.configFor('bastion', [`Port ${port}`])],
		stage: 'jump:bastion',
		cause: /^bastion greets as an SSH server does, and then falls silent/,
	});
});

test('a second jump host that does not let in', async () => {
	const second = await startSshd();
	await deadEnd({
		lines: ['ProxyJump near,far'],
		others: [sshd.configFor('near'), second.configFor('far', ['PubkeyAuthentication no'])],
		stage: 'jump:far',
		cause: /lets \S+ in only with a key/,
	});
});

test('a host that its jump host cannot reach', async () => {
	await deadEnd({
		lines: ['ProxyJump bastion', `Port ${await freePort()}`],
		others: [sshd.configFor('bastion')],
		stage: 'connect',
		cause: /^The jump host reaches the next one, but nothing listens/,
	});
});

test('a host that says nothing behind its jump host', async () => {
	const port = await startServer(() => {});
	await deadEnd({
		lines: ['ProxyJump bastion', `Port ${port}`],
		others: [sshd.configFor('bastion')],
		options: {patience: 1500},
		stage: 'banner',
		cause: /^web takes the connection, but its SSH server says nothing\. Nothing came for 2 s/,
	});
});

test('a name beyond ASCII', async () => {
	await deadEnd({
		lines: ['HostName 日本.invalid'],
		stage: 'resolve',
		cause: /日本\.invalid/,
	});
});

test('no algorithm in common', async () => {
	const old = await startSshd({lines: ['KexAlgorithms diffie-hellman-group14-sha1']});
	await deadEnd({
		server: old,
		stage: 'key exchange',
		cause: /no key exchange method in common/,
		advice: /KexAlgorithms/,
	});
});

test('a host without sftp', async () => {
	await deadEnd({
		server: await startSshd({sftp: null}),
		stage: 'sftp',
		cause: /no such subsystem/,
		advice: /Subsystem sftp/,
	});
});

test('a host whose sftp server is missing', async () => {
	await deadEnd({
		server: await startSshd({sftp: '/nonexistent/sftp-server'}),
		stage: 'sftp',
		cause: /is not where its sshd looks for it \(exit 127\)/,
	});
});

test('a shell start-up file that prints text', async () => {
	const greets = script('printf "Welcome \\033[2J to the host\\n"; cat >/dev/null');
	await deadEnd({
		server: await startSshd({sftp: greets}),
		stage: 'sftp',
		cause: /^Where the answer of the SFTP server should be, web sends text: “Welcome \\x1b\[2J to the host/,
		advice: /\.bashrc/,
	});
});

test('a fixed command in place of sftp', async () => {
	await deadEnd({
		server: await startSshd({lines: ['ForceCommand echo no']}),
		stage: 'sftp',
		cause: /web sends text: “no”/,
		advice: /fixed command/,
	});
});

test('a host that opens no session', async () => {
	await deadEnd({
		server: await startSshd({lines: ['MaxSessions 0']}),
		stage: 'session',
		cause: /lets you in, but refuses a session/,
	});
});

test('an sftp that says nothing', async () => {
	await deadEnd({
		server: await startSshd({sftp: script('cat >/dev/null')}),
		options: {patience: 2000},
		stage: 'sftp',
		cause: /starts sftp, but the SFTP server says nothing/,
	});
});

test('a config that ssh does not understand', async () => {
	await deadEnd({lines: ['UseMagic yes'], stage: 'config', cause: /does not know the option “usemagic”/i});
});

test('a Match exec that hangs', async () => {
	await deadEnd({
		others: ['Match exec "sleep 60"', '\tUser x', ''],
		options: soon,
		stage: 'config',
		cause: /does not get through its config/,
	});
});
