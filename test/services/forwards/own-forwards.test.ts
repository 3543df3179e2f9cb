import assert from 'node:assert/strict';
import {execFile, execFileSync, spawn} from 'node:child_process';
import {existsSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {promisify} from 'node:util';
import {openOwnForwards} from '../../../source/services/forwards/own-forwards.ts';
import {type Agent, startAgent} from '../../helpers/agent.ts';
import {atExit} from '../../helpers/at-exit.ts';
import {freePort} from '../../helpers/free-port.ts';
import {isAlive} from '../../helpers/processes.ts';
import {startRelay} from '../../helpers/relay.ts';
import {startSshd} from '../../helpers/sshd.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {until} from '../../helpers/wait.ts';
import {type Den, openDen} from '../keeper/keeper-in.ts';
import {type ForwardsClient, openForwardsClient, said, startHello} from './forwards-in.ts';

const run = promisify(execFile);
const sshd = await startSshd();
const config = sshd.writeConfig([sshd.configFor('box')]);
const logins = (): number => sshd.log().match(/Accepted publickey for/g)?.length ?? 0;

/** What is written down. */
function fileOf(den: Den): string {
	const name = readdirSync(den.state).find(one => /^forwards-.*json$/.test(one));
	return name === undefined ? '' : readFileSync(join(den.state, name), 'utf8');
}

function open(options: Parameters<typeof openForwardsClient>[2] = {}): {den: Den; client: ForwardsClient} {
	const den = openDen({idle: 1000});
	return {den, client: openForwardsClient(den, config, options)};
}

test('carries bytes over local, remote, dynamic and socket forwards on one login', async () => {
	const {client} = open();
	const hello = await startHello();
	const before = logins();
	const [port, other] = [await freePort(), await freePort()];
	const local = await client.begins('local', `127.0.0.1:${port}:127.0.0.1:${hello}`);
	await client.becomes(local, 'up');
	assert.equal(await said(port), 'hello');
	const six = await client.begins('local', `[::1]:${port}:127.0.0.1:${hello}`);
	await client.becomes(six, 'up');
	assert.equal(await said(port, '::1'), 'hello');
	const chosen = await client.begins('remote', `127.0.0.1:0:127.0.0.1:${hello}`);
	const {port: far} = await client.becomes(chosen, 'up');
	assert.equal(await said(far!), 'hello');
	const proxy = await client.begins('dynamic', `127.0.0.1:${other}`);
	await client.becomes(proxy, 'up');
	const curl = ['-s', '-x', `socks5h://127.0.0.1:${other}`, `http://127.0.0.1:${hello}/`];
	assert.equal((await run('curl', curl)).stdout, 'hello');
	const path = join(tempDir('sock'), 's');
	const socket = await client.begins('local', `${path}:127.0.0.1:${hello}`);
	await client.becomes(socket, 'up');
	const viaSocket = ['-s', '--unix-socket', path, 'http://x/'];
	assert.equal((await run('curl', viaSocket)).stdout, 'hello');
	assert.equal(logins(), before + 1);
	for (const id of [local, six, chosen, proxy, socket]) {
		await client.act(id, 'stop');
		assert.equal((await client.becomes(id, 'stopped')).pid, null);
	}
	assert.deepEqual([await said(port), await said(port, '::1'), await said(far!)], [null, null, null]);
	assert.equal(existsSync(path), false);
});

test('a client has one line to the keeper, whatever it asks for at once', async () => {
	const {den, client} = open();
	await client.begins('dynamic', `127.0.0.1:${await freePort()}`);
	let lines = 0;
	const own = openOwnForwards({
		ssh: {program: 'ssh', configFile: config, env: den.env},
		...{stateDirectory: den.state, home: den.state, version: '0.1.0'},
		answering() {
			lines += 1;
			return undefined;
		},
		answersAll: true,
	});
	const [one, other] = await Promise.all([own.list(), own.list()]);
	own.close();
	assert.deepEqual([one.length, other.length, lines], [1, 1, 1]);
	await own.list();
	assert.equal(lines, 1);
});

test('goes on when its client ends, and is found again with its age', async () => {
	const {den, client} = open();
	const hello = await startHello();
	const port = await freePort();
	const id = await client.begins('local', `127.0.0.1:${port}:127.0.0.1:${hello}`);
	const {since} = await client.becomes(id, 'up');
	client.close();
	assert.equal(await said(port), 'hello');
	const next = openForwardsClient(den, config);
	assert.equal((await next.becomes(id, 'up')).since, since);
	// The keeper stays for it, long after its time without one.
	await new Promise(resolve => setTimeout(resolve, 1500));
	assert.equal(await said(port), 'hello');
});

test('comes up again after the kill of its keeper, of its hub, of both', async () => {
	const {den, client} = open();
	const hello = await startHello();
	const port = await freePort();
	const id = await client.begins('local', `127.0.0.1:${port}:127.0.0.1:${hello}`);
	const first = await client.becomes(id, 'up');
	const keeper = den.record()!.pid;
	await until(() => fileOf(den).includes('"state": "up"'));
	process.kill(keeper, 'SIGKILL');
	await until(() => den.record()!.pid !== keeper);
	await until(async () => (await client.list()).find(one => one.id === id)?.pid === first.pid);
	assert.equal((await client.becomes(id, 'up')).since, first.since);
	assert.equal(await said(port), 'hello');
	process.kill(first.pid!, 'SIGKILL');
	assert.ok((await client.becomes(id, 'reconnecting')).reason);
	const second = await client.becomes(id, 'up');
	assert.notEqual(second.pid, first.pid);
	assert.equal(await said(port), 'hello');
	process.kill(den.record()!.pid, 'SIGKILL');
	process.kill(second.pid!, 'SIGKILL');
	await until(async () => (await said(port)) === 'hello');
	assert.notEqual((await client.becomes(id, 'up')).pid, second.pid);
	const states = (await client.log(id)).history.map(({state}) => state);
	assert.equal(states.filter(state => state === 'up').length >= 2, true);
});

test('a hub that was stopped is replaced', async () => {
	const {client} = open();
	const hello = await startHello();
	const port = await freePort();
	const id = await client.begins('local', `127.0.0.1:${port}:127.0.0.1:${hello}`);
	const {pid} = await client.becomes(id, 'up');
	process.kill(pid!, 'SIGSTOP');
	assert.match((await client.becomes(id, 'reconnecting')).reason ?? '', /was stopped/);
	await client.becomes(id, 'up');
	assert.equal(await said(port), 'hello');
	assert.equal(isAlive(pid!), false);
});

test('a link that freezes is given up, and made anew when it is there again', async () => {
	const relay = await startRelay(sshd.port);
	const lines = [`Port ${relay.port}`, 'ServerAliveInterval 1', 'ServerAliveCountMax 2', 'ConnectTimeout 3'];
	const alias = `HostKeyAlias [127.0.0.1]:${sshd.port}`;
	const file = sshd.writeConfig([sshd.configFor('box', [...lines, alias])], 'relayed');
	const den = openDen();
	const client = openForwardsClient(den, file);
	const hello = await startHello();
	const port = await freePort();
	const id = await client.begins('local', `127.0.0.1:${port}:127.0.0.1:${hello}`);
	await client.becomes(id, 'up');
	relay.freeze();
	assert.match((await client.becomes(id, 'reconnecting')).reason ?? '', /stopped answering/);
	relay.thaw();
	await client.becomes(id, 'up');
	assert.equal(await said(port), 'hello');
});

test('says what is in the way, in words that name the machine', async () => {
	const {client} = open();
	const hello = await startHello();
	const port = await freePort();
	const reason = async (kind: 'local' | 'remote', text: string): Promise<string> => {
		const id = await client.begins(kind, text);
		return (await client.becomes(id, 'failed')).reason ?? '';
	};
	assert.match(
		await reason('local', `127.0.0.1:${hello}:db:1`),
		new RegExp(`^Port ${hello} .* of this machine is taken by \\S+ \\(process ${process.pid}\\)\\.$`),
	);
	const first = await client.begins('local', `127.0.0.1:${port}:127.0.0.1:${hello}`);
	await client.becomes(first, 'up');
	assert.match(
		await reason('local', `127.0.0.1:${port}:db:1`),
		new RegExp(`taken by your forward ${first} `),
	);
	assert.match(await reason('remote', `127.0.0.1:${hello}:localhost:1`), /^box does not listen on port/);
	assert.match(await reason('local', '/nowhere/at/all:db:1'), /No such file or directory/);
});

test('a use that leads nowhere degrades it, and one that does mends it', async () => {
	const {client} = open();
	const [port, target] = [await freePort(), await freePort()];
	const id = await client.begins('local', `127.0.0.1:${port}:127.0.0.1:${target}`);
	await client.becomes(id, 'up');
	assert.equal(await said(port), null);
	const {reason} = await client.becomes(id, 'degraded');
	assert.equal(reason, `Nothing listens at 127.0.0.1:${target}, as seen from box.`);
	const server = spawn('python3', ['-m', 'http.server', `${target}`, '--bind', '127.0.0.1'], {
		stdio: 'ignore',
	});
	atExit(() => server.kill('SIGKILL'));
	await until(async () => (await said(port)) !== null);
	assert.equal((await client.becomes(id, 'up')).reason, null);
	server.kill('SIGKILL');
	await until(() => !isAlive(server.pid!));
	assert.match((await client.act(id, 'verify')).join(' '), /Nothing listens at .* as seen from box/);
	await client.becomes(id, 'degraded');
});

test('without anybody to answer it needs you, and comes up when somebody is there', async () => {
	const secret = 'geheim-1234';
	const locked = await startSshd();
	execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', secret, '-f', locked.identityFile]);
	const file = locked.writeConfig([locked.configFor('box')]);
	const den = openDen();
	const alone = openForwardsClient(den, file);
	const hello = await startHello();
	const port = await freePort();
	const id = await alone.begins('local', `127.0.0.1:${port}:127.0.0.1:${hello}`);
	assert.match(
		(await alone.becomes(id, 'needs you')).reason ?? '',
		/^ssh asks for the passphrase of .*identity/,
	);
	const asked: string[] = [];
	openForwardsClient(den, file, {
		async answer({alias, text}) {
			asked.push(`${alias}: ${text}`);
			return secret;
		},
	});
	await alone.becomes(id, 'up');
	assert.equal(await said(port), 'hello');
	assert.equal(asked.length, 1);
	assert.match(asked[0]!, /^box: Enter passphrase for key/);
});

/** A forward that was denied, since the agent of its client is empty. */
async function openDenied(): Promise<{
	client: ForwardsClient;
	id: string;
	agent: Agent;
	key: string;
	another(agent: Agent): void;
}> {
	const server = await startSshd();
	const lines = server.configFor('box').split('\n');
	const file = server.writeConfig([lines.filter(line => !/Identit(y|ies)/.test(line)).join('\n')]);
	const [agent, den] = [await startAgent(), openDen()];
	const as = ({socket}: Agent): ForwardsClient =>
		openForwardsClient(den, file, {env: {...den.env, SSH_AUTH_SOCK: socket, HOME: den.state}});
	const client = as(agent);
	const id = await client.begins('local', `127.0.0.1:${await freePort()}:127.0.0.1:9`);
	await client.becomes(id, 'failed');
	return {client, id, agent, key: server.identityFile, another: as};
}

function addKey(agent: Agent, key: string): void {
	execFileSync('ssh-add', ['-q', key], {env: agent.env, stdio: 'ignore'});
}

test('what was denied is tried again once the agent holds another key, and not before', async () => {
	const {client, id, agent, key} = await openDenied();
	client.keysChanged();
	await client.act(id, 'verify');
	assert.equal(client.now(id)?.state, 'failed');
	addKey(agent, key);
	client.keysChanged();
	await client.becomes(id, 'up');
	const states = (await client.log(id)).history.map(({state}) => state);
	assert.deepEqual(states, ['starting', 'failed', 'starting', 'up']);
});

test('what was denied is tried again with the agent of somebody who comes later', async () => {
	const {client, id, key, another} = await openDenied();
	const agent = await startAgent();
	addKey(agent, key);
	another(agent);
	await client.becomes(id, 'up');
});

test('asked for twice, by two clients at once, it is one', async () => {
	const {den, client} = open();
	const other = openForwardsClient(den, config, {
		env: {PATH: '/usr/bin:/bin', XDG_RUNTIME_DIR: den.env['XDG_RUNTIME_DIR']},
	});
	const hello = await startHello();
	const text = `127.0.0.1:${await freePort()}:127.0.0.1:${hello}`;
	const before = logins();
	const [one, two] = await Promise.all([client.begins('local', text), other.begins('local', text)]);
	assert.equal(one, two);
	await client.becomes(one, 'up');
	await other.becomes(one, 'up');
	assert.equal(logins(), before + 1);
});

test('the file of a dead keeper with the pid of a stranger harms nobody, and damaged it is set aside', async () => {
	const {den, client} = open();
	const hello = await startHello();
	const port = await freePort();
	const id = await client.begins('local', `127.0.0.1:${port}:127.0.0.1:${hello}`);
	const {pid} = await client.becomes(id, 'up');
	const name = readdirSync(den.state).find(one => one.startsWith('forwards-'))!;
	const file = join(den.state, name);
	await until(() => readFileSync(file, 'utf8').includes(`"pid": ${pid}`));
	assert.equal(statSync(file).mode & 0o777, 0o600);
	const text = readFileSync(file, 'utf8');
	client.close();
	const quitter = den.client(config);
	await quitter.quit();
	await until(() => den.record() === null && !isAlive(pid!));
	const stranger = spawn('sleep', ['1000'], {detached: true, stdio: 'ignore'});
	atExit(() => stranger.kill('SIGKILL'));
	after(() => stranger.kill('SIGKILL'));
	writeFileSync(file, text.replaceAll(`"pid": ${pid}`, `"pid": ${stranger.pid}`));
	const next = openForwardsClient(den, config);
	await until(async () => (await said(port)) === 'hello');
	assert.notEqual((await next.becomes(id, 'up')).pid, stranger.pid);
	await next.act(id, 'stop');
	assert.equal(isAlive(stranger.pid!), true);
	next.close();
	await quitter.quit();
	await until(() => den.record() === null);
	writeFileSync(file, '{"forwards": [');
	const last = openForwardsClient(den, config);
	assert.deepEqual(await last.list(), []);
	const again = await last.begins('local', `127.0.0.1:${port}:127.0.0.1:${hello}`);
	await last.becomes(again, 'up');
	assert.ok(readdirSync(den.state).includes(`${name}.damaged`));
});

test('what is removed comes back as it was, and a change restarts only what leads elsewhere', async () => {
	const {client} = open();
	const hello = await startHello();
	const port = await freePort();
	const id = await client.begins('local', `127.0.0.1:${port}:127.0.0.1:${hello}`);
	const {history: _, ...status} = {history: null, ...(await client.becomes(id, 'up'))};
	const {alias, kind, specification, isSaved, isAutomatic} = status;
	const plan = {alias, kind, specification, isSaved, isAutomatic, label: 'web'};
	await client.set(plan, {forward: id, isStarted: false});
	await until(() => client.now(id)?.label === 'web');
	assert.deepEqual([client.now(id)?.state, client.now(id)?.since], ['up', status.since]);
	const other = await freePort();
	await client.set(
		{...plan, specification: `127.0.0.1:${other}:127.0.0.1:${hello}`},
		{forward: id, isStarted: true},
	);
	await until(async () => (await said(other)) === 'hello');
	assert.equal(await said(port), null);
	await client.act(id, 'remove');
	await until(() => client.now(id) === undefined);
	assert.equal(await said(other), null);
	await client.set(plan, {forward: id, isStarted: true});
	await client.becomes(id, 'up');
	assert.equal(await said(port), 'hello');
	await assert.rejects(client.act('zz99', 'stop'), /There is no forward zz99/);
});
