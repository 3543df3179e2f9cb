import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {chmodSync, copyFileSync, readFileSync, writeFileSync} from 'node:fs';
import {type AddressInfo, createServer, type Socket} from 'node:net';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {explainFailure} from '../../../source/core/diagnosis/explain-failure.ts';
import {freePort} from '../../helpers/free-port.ts';
import {startSshd} from '../../helpers/sshd.ts';
import {tempDir} from '../../helpers/temp-dir.ts';

const sshd = await startSshd();

type Run = {
	/** Lines of the host's block, or the block itself. */
	readonly lines?: readonly string[];
	readonly block?: string;
	readonly args?: readonly string[];
	readonly otherBlocks?: readonly string[];
};

async function stderrOf(args: readonly string[]): Promise<string> {
	const child = spawn('ssh', [...args], {stdio: ['ignore', 'ignore', 'pipe']});
	let stderr = '';
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		stderr += text;
	});
	const code = await new Promise(resolve => child.once('close', resolve));
	assert.equal(code, 255, stderr);
	return stderr;
}

/** Runs a real ssh to the host `web` and explains what it says. */
async function failure({lines = [], block, args = [], otherBlocks = []}: Run): Promise<string> {
	const own = block ?? sshd.configFor('web', lines);
	const config = sshd.writeConfig([own, ...otherBlocks]);
	const stderr = await stderrOf(['-F', config, '-o', 'BatchMode=yes', ...args, '--', 'web', 'true']);
	const explanation = explainFailure(stderr, {alias: 'web'});
	assert.ok(explanation !== null, `no rule knows: ${stderr}`);
	return `${explanation.cause} ${explanation.advice}`;
}

async function server(answer: (socket: Socket) => void): Promise<number> {
	const listener = createServer(socket => {
		socket.on('error', () => {});
		answer(socket);
	}).listen(0, '127.0.0.1');
	after(() => listener.close());
	await new Promise(resolve => listener.once('listening', resolve));
	return (listener.address() as AddressInfo).port;
}

test('a port where nothing listens', async () => {
	assert.match(await failure({lines: [`Port ${await freePort()}`]}), /^127\.0\.0\.1 refuses connections/);
});

test('a name that does not exist', async () => {
	assert.match(await failure({lines: ['HostName no-such-host.invalid']}), /no-such-host\.invalid/);
});

test('a server that says nothing', async () => {
	const port = await server(() => {});
	assert.match(await failure({lines: [`Port ${port}`, 'ConnectTimeout 1']}), /says nothing/);
});

test('a server that hangs up at once', async () => {
	const port = await server(socket => socket.end());
	assert.match(await failure({lines: [`Port ${port}`]}), /hung up before the login began/);
});

test('a server that resets the connection', async () => {
	const port = await server(socket => socket.resetAndDestroy());
	assert.match(await failure({lines: [`Port ${port}`]}), /was reset before the login/);
});

test('a server that is no SSH server', async () => {
	const port = await server(socket =>
		socket.once('data', () => socket.end('HTTP/1.0 400 no\r\n'.repeat(2000))),
	);
	assert.match(await failure({lines: [`Port ${port}`]}), /no SSH server/);
});

test('a server with nothing in common', async () => {
	const old = await startSshd({lines: ['KexAlgorithms diffie-hellman-group14-sha1']});
	const words = await failure({
		lines: [`Port ${old.port}`, 'StrictHostKeyChecking no', 'UserKnownHostsFile /dev/null'],
	});
	assert.match(
		words,
		/no key exchange method in common\. Either the host.* is old, or the KexAlgorithms line of your config/,
	);
});

test('a changed host key', async () => {
	const file = join(tempDir('known'), 'known_hosts');
	const other = await startSshd();
	writeFileSync(file, `[127.0.0.1]:${sshd.port} ${readFileSync(`${other.hostKeys[0]}.pub`, 'utf8')}`);
	assert.match(await failure({lines: [`UserKnownHostsFile ${file}`]}), /another key than the one known/);
});

test('an unknown host key with strict checking', async () => {
	const words = await failure({lines: ['UserKnownHostsFile /dev/null', 'StrictHostKeyChecking yes']});
	assert.match(words, /No ED25519 key of \[127\.0\.0\.1\]:\d+ is known/);
});

test('an unknown host key that nobody accepts', async () => {
	assert.match(await failure({lines: ['UserKnownHostsFile /dev/null']}), /was not accepted/);
});

test('a key that is not let in', async () => {
	assert.match(
		await failure({lines: ['PubkeyAuthentication no']}),
		/only with a key, and none that was offered/,
	);
});

test('a key that others can read', async () => {
	const key = join(tempDir('key'), 'id');
	copyFileSync(sshd.identityFile, key);
	chmodSync(key, 0o644);
	const lines = [`IdentityFile ${key}`, 'IdentitiesOnly yes'];
	const block = sshd.configFor('web', lines).replace(`\tIdentityFile ${sshd.identityFile}\n`, '');
	assert.match(await failure({block}), /id was not used: others can read it/);
});

test('a public key whose private half the agent does not offer', async () => {
	const lines = [`IdentityFile ${sshd.identityFile}.pub`, 'IdentitiesOnly yes'];
	const block = sshd.configFor('web', lines).replace(`\tIdentityFile ${sshd.identityFile}\n`, '');
	assert.match(await failure({block}), /The agent does not offer the key of \S+identity\.pub: it is locked/);
});

test('too many keys', async () => {
	const strict = await startSshd({lines: ['MaxAuthTries 1']});
	const words = await failure({
		lines: [
			`Port ${strict.port}`,
			`UserKnownHostsFile ${strict.knownHostsFile}`,
			`IdentityFile ${strict.hostKeys[0]}`,
			`IdentityFile ${sshd.identityFile}`,
		],
	});
	assert.match(words, /too many keys/);
});

test('an option that this ssh does not know', async () => {
	assert.match(
		await failure({lines: ['UseMagic yes']}),
		/line \d+: this ssh does not know the option “usemagic”/i,
	);
});

test('a bad value in the config', async () => {
	assert.match(await failure({lines: ['Port many']}), /config, line \d+: Bad port/);
});

test('a bad option in the arguments', async () => {
	assert.match(await failure({args: ['-o', 'Port=x']}), /does not accept an option/);
});

test('a config that is not there', async () => {
	const words = await failure({args: ['-F', '/nowhere/config']});
	assert.match(words, /config \/nowhere\/config cannot be read: No such file/);
});

test('a command where the config has one already', async () => {
	assert.match(await failure({lines: ['RemoteCommand true']}), /sets a RemoteCommand/);
});

test('a forward whose port is taken', async () => {
	const port = await server(() => {});
	const forward = [`LocalForward 127.0.0.1:${port} 127.0.0.1:1`, 'ExitOnForwardFailure yes'];
	assert.match(await failure({lines: forward}), new RegExp(`Port ${port} of this machine.*is taken`));
});

test('a remote forward whose port is taken', async () => {
	const forward = [`RemoteForward 127.0.0.1:${sshd.port} 127.0.0.1:1`, 'ExitOnForwardFailure yes'];
	assert.match(await failure({lines: forward}), /does not open \d+ for a remote forward/);
});

test('a jump host that is not there', async () => {
	const jump = sshd.configFor('jump', ['BatchMode yes', `Port ${await freePort()}`]);
	const words = await failure({lines: ['ProxyJump jump'], otherBlocks: [jump]});
	assert.match(words, /^On the way to web: 127\.0\.0\.1 refuses connections/);
});

test('a host that the jump host cannot reach', async () => {
	const lines = ['ProxyJump jump', `Port ${await freePort()}`];
	const words = await failure({lines, otherBlocks: [sshd.configFor('jump', ['BatchMode yes'])]});
	assert.match(words, /^On the way to web: The jump host reaches the next one, but nothing listens/);
});

test('a jump host that does not go on', async () => {
	const closed = await startSshd({lines: ['AllowTcpForwarding no']});
	const words = await failure({
		lines: ['ProxyJump jump'],
		otherBlocks: [closed.configFor('jump', ['BatchMode yes'])],
	});
	assert.match(words, /^On the way to web: The jump host does not allow to go on/);
});

test('a proxy command that fails', async () => {
	const words = await failure({lines: ['ProxyCommand sh -c "echo no route today >&2; exit 1"']});
	assert.match(words, /^The way to web .* ended: no route today/);
});

test('a session that is ended on the host', async () => {
	const other = await startSshd();
	const config = other.writeConfig([other.configFor('web')]);
	const stderr = await stderrOf(['-F', config, '--', 'web', 'kill -9 $PPID; sleep 60']);
	assert.match(explainFailure(stderr, {alias: 'web'})?.cause ?? stderr, /^web closed the connection/);
});
