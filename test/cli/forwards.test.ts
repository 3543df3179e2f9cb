import assert from 'node:assert/strict';
import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, writeFileSync} from 'node:fs';
import {type AddressInfo, connect, createServer} from 'node:net';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {type CliForwards, startCommand} from '../../source/cli/forwards.ts';
import {isAbort} from '../../source/core/errors.ts';
import {forwardFileName} from '../../source/core/forwards/forward-file.ts';
import {listRunningForwards} from '../../source/services/forwards/list-running-forwards.ts';
import {startAskingServer} from '../helpers/asking-server.ts';
import {atExit} from '../helpers/at-exit.ts';
import {freePort} from '../helpers/free-port.ts';
import {endTree} from '../helpers/processes.ts';
import {openPty} from '../helpers/pty.ts';
import {startSshd} from '../helpers/sshd.ts';
import {tempDir} from '../helpers/temp-dir.ts';
import {until} from '../helpers/wait.ts';
import {openDen} from '../services/keeper/keeper-in.ts';

const hasSs = spawnSync('ss', ['-V']).error === undefined;
const skip = process.platform === 'linux' ? false : 'only Linux shows the sockets of processes';

/** A forward of an ssh that is none of ours, once it listens. */
async function startForeign(config: string, ...args: readonly string[]): Promise<ChildProcess> {
	const child = spawn('ssh', ['-F', config, '-N', ...args], {stdio: 'ignore'});
	const end = (): void => {
		if (child.exitCode === null && child.signalCode === null) {
			endTree(child.pid!);
		}
	};
	after(end);
	atExit(end);
	await until(async () => {
		const running = await listRunningForwards();
		return running.supported && running.forwards.some(({pid}) => pid === child.pid);
	});
	return child;
}

type Listed = Readonly<Record<string, unknown>> & {readonly pid: number | null};

function run(env: NodeJS.ProcessEnv, ...args: readonly string[]): string {
	const said = spawnSync(process.execPath, ['dist/cli.js', ...args], {env, encoding: 'utf8'});
	assert.equal(said.status, 0, said.stderr);
	return said.stdout;
}

/** What `forwards --json` prints. */
function list(env: NodeJS.ProcessEnv, ...options: readonly string[]): readonly Listed[] {
	return JSON.parse(run(env, ...options, 'forwards', '--json')) as Listed[];
}

test('tells what goes through a forward now, and its kind only where that is known', {skip}, async () => {
	const {env} = openDen();
	const sshd = await startSshd();
	const server = createServer(socket => socket.resume().write('x'.repeat(5000))).listen(0, '127.0.0.1');
	await once(server, 'listening');
	after(() => server.close());
	const [given, asked, later] = [await freePort(), await freePort(), await freePort()];
	const target = `127.0.0.1:${(server.address() as AddressInfo).port}`;
	const config = sshd.writeConfig([sshd.configFor('box', [`LocalForward 127.0.0.1:${asked} db:5432`])]);
	const control = join(sshd.directory, 'cm');
	const master = ['-M', '-S', control, '-L', `127.0.0.1:${given}:${target}`, 'box'];
	const {pid} = await startForeign(config, ...master);
	const forward = ['-F', 'none', '-S', control, '-O', 'forward', '-L', `127.0.0.1:${later}:db:80`, 'box'];
	let refusal = '';
	await until(
		() => {
			const {status, stderr} = spawnSync('ssh', forward, {encoding: 'utf8'});
			refusal = stderr;
			return status === 0;
		},
		{otherwise: () => refusal},
	);
	const client = connect(given, '127.0.0.1');
	after(() => client.destroy());
	let heard = 0;
	client.on('data', data => {
		heard += data.length;
	});
	client.write('hello');
	await until(() => heard === 5000);

	const listed = list(env, '-F', config).filter(one => one.pid === pid);
	const at = (port: number): object | undefined => listed.find(({listen}) => listen === `127.0.0.1:${port}`);
	const carried = {connections: 1, bytes: hasSs ? {in: 5000, out: 5} : null};
	const none = {connections: 0, bytes: {in: 0, out: 0}};
	assert.partialDeepStrictEqual(at(given), {id: null, kind: 'local', target, ...carried});
	assert.partialDeepStrictEqual(at(asked), {kind: 'local', target: 'db:5432', host: 'box', ...none});
	assert.partialDeepStrictEqual(at(later), {kind: null, target: null, host: 'box', ...none});
	const text = run(env, '-F', config, 'forwards');
	assert.match(
		text,
		new RegExp(`L 127\\.0\\.0\\.1:${given} → .* 1 connection${hasSs ? ', 4.9 K in, 5 B out' : ''} `),
	);
	assert.match(text, new RegExp(`\\? 127\\.0\\.0\\.1:${later} → unknown target via box`));
});

test('starts what the config of a host asks for, as it stands there', async () => {
	const sshd = await startSshd();
	const [local, dynamic] = [await freePort(), await freePort()];
	const asked = [`LocalForward ${local} localhost:9`, `DynamicForward 127.0.0.1:${dynamic}`];
	const config = sshd.writeConfig([sshd.configFor('box', asked), sshd.configFor('bare')]);
	const {env} = openDen();
	const bare = spawnSync(process.execPath, ['dist/cli.js', '-F', config, 'forward', 'start', 'bare'], {
		env,
		encoding: 'utf8',
	});
	assert.equal(bare.status, 2);
	assert.match(bare.stderr, /needs one of -L, -R and -D: the config of bare asks for no forward\./);
	const told = run(env, '-F', config, 'forward', 'start', 'box', '--save');
	assert.match(told, new RegExp(`L 127\\.0\\.0\\.1:${local} → localhost:9 via box\n`));
	assert.match(told, new RegExp(`up +D 127\\.0\\.0\\.1:${dynamic} → SOCKS via box\n`));
	const ids = list(env, '-F', config).flatMap(({id}) => (typeof id === 'string' ? [id] : []));
	assert.equal(ids.length, 2);
	for (const id of ids) {
		run(env, '-F', config, 'forward', 'remove', id);
	}
});

test('says when what is started cannot be written down', async () => {
	const sshd = await startSshd();
	const config = sshd.writeConfig([sshd.configFor('box')]);
	const file = join(sshd.directory, 'file');
	writeFileSync(file, '');
	const env = {...openDen().env, XDG_STATE_HOME: file};
	const forward = `127.0.0.1:${await freePort()}:localhost:9`;
	const words = ['dist/cli.js', '-F', config, 'forward', 'start', 'box', '-L', forward];
	const {status, stdout, stderr} = spawnSync(process.execPath, words, {env, encoding: 'utf8'});
	assert.equal(status, 0, stderr);
	assert.match(
		stderr,
		/file\/sallyport cannot be written to: forwards end with the process that keeps them\./,
	);
	run(env, '-F', config, 'forward', 'remove', stdout.split(' ')[0] ?? '');
});

test('the demo lists nothing of what other ssh hold', {skip}, async () => {
	const {env} = openDen();
	const sshd = await startSshd();
	const config = sshd.writeConfig([sshd.configFor('box')]);
	const child = await startForeign(config, '-L', `127.0.0.1:${await freePort()}:localhost:9`, 'box');
	const isListed = (...options: readonly string[]): boolean =>
		list(env, ...options).some(({pid}) => pid === child.pid);
	assert.ok(isListed('-F', config));
	assert.ok(!isListed('--demo'));
	const ended = once(child, 'exit');
	child.kill();
	await ended;
});

test('a start that is left says that it goes on, and what gives it up', async () => {
	const {env} = openDen();
	const sshd = await startSshd();
	const silent = createServer(() => {}).listen(0, '127.0.0.1');
	await once(silent, 'listening');
	after(() => silent.close());
	const {port} = silent.address() as AddressInfo;
	const config = sshd.writeConfig([sshd.configFor('box', [`Port ${port}`])]);
	const args = ['dist/cli.js', '-F', config, 'forward', 'start', 'box', '-L', `${await freePort()}:db:1`];
	const child = spawn(process.execPath, args, {env, stdio: ['ignore', 'ignore', 'pipe']});
	let said = '';
	child.stderr.setEncoding('utf8').on('data', (part: string) => {
		said += part;
	});
	const [{id}] = (await until(async () => {
		const found = list(env, '-F', config);
		return found[0]?.['state'] === 'starting' ? found : null;
	})) as unknown as readonly [{id: string}];
	child.kill('SIGINT');
	const [code] = await once(child, 'close');
	assert.deepEqual([code, said.includes(`sallyport forward stop ${id}`)], [130, true], said);
	run(env, '-F', config, 'forward', 'remove', id);
});

test('a start that asks is listed with what it asks, and Ctrl+C there says that nothing is being started', async () => {
	const {env} = openDen();
	const server = await startAskingServer([{method: 'password', secret: 'right'}]);
	const config = join(tempDir('asked'), 'config');
	writeFileSync(config, server.configFor('box'));
	const args = ['dist/cli.js', '-F', config, 'forward', 'start', 'box', '-L', `${await freePort()}:db:1`];
	const pty = openPty(process.execPath, args, {env, cols: 160});
	await pty.shows('box: Password of me@127.0.0.1');
	const asks =
		'ssh asks for the password of me on 127.0.0.1, in a dashboard or on the terminal where it was started';
	await until(() => String(list(env, '-F', config)[0]?.['reason']).includes(asks));
	assert.match(
		run(env, '-F', config, 'forwards'),
		/ starting .* Waits for an answer: ssh asks for the password/,
	);
	pty.press('Ctrl+C');
	assert.equal((await pty.exited).code, 130);
	await pty.shows(/sallyport: \w{4} is not started: the login was cancelled\./);
	const found = await until(() => {
		const [one] = list(env, '-F', config);
		return one?.['state'] === 'needs you' ? one : null;
	});
	const again = `\`sallyport forward restart ${found['id']}\` on a terminal asks you, and so does the dashboard.`;
	assert.ok(run(env, '-F', config, 'forwards').includes(`The login was cancelled. ${again}`));
	run(env, '-F', config, 'forward', 'remove', String(found['id']));
});

test('a start that is left while the keeper is asked for it says the same', async () => {
	const leaving = new AbortController();
	const own = {
		async set() {
			leaving.abort();
			return 'f1';
		},
		whyForgotten: () => null,
		isRefused: () => false,
		follow: () => assert.fail('nothing is waited for'),
	} as unknown as CliForwards;
	const said: string[] = [];
	const io = {out() {}, err: (text: string) => void said.push(text), signal: leaving.signal};
	const plan = {host: 'box', kind: 'dynamic', specification: '1080', label: null, isSaved: false} as const;
	await assert.rejects(startCommand(own, plan, io), isAbort);
	assert.match(said.join(''), /sallyport forward stop f1/);
});

test('a list that cannot be read is said in words', () => {
	const {env, state} = openDen();
	mkdirSync(join(state, forwardFileName(hostname())), {recursive: true, mode: 0o700});
	const {status, stderr} = spawnSync(process.execPath, ['dist/cli.js', 'forwards'], {env, encoding: 'utf8'});
	assert.equal(status, 1);
	assert.match(stderr, /^sallyport: \S+ is not a file of ours: the forwards are not read from it\.\n$/);
});

test('marks what other machines can use', async () => {
	const {env} = openDen();
	const sshd = await startSshd();
	const config = sshd.writeConfig([sshd.configFor('box')]);
	const wide = ['-L', `0.0.0.0:${await freePort()}:127.0.0.1:${sshd.port}`, '--label', 'web'];
	run(env, '-F', config, 'forward', 'start', 'box', ...wide);
	assert.match(run(env, '-F', config, 'forwards'), / web, open to others/);
	const [{id}] = list(env, '-F', config) as unknown as readonly [{id: string}];
	run(env, '-F', config, 'forward', 'remove', id);
});
