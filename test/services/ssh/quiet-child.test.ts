import assert from 'node:assert/strict';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {isAbort} from '../../../source/core/errors.ts';
import {capture} from '../../../source/services/ssh/capture.ts';
import {
	commandArguments,
	controlArguments,
	hubArguments,
	type QuietSsh,
	subsystemArguments,
} from '../../../source/services/ssh/quiet-arguments.ts';
import {openQuietChild, type QuietChild} from '../../../source/services/ssh/quiet-child.ts';
import {sshVersion} from '../../../source/services/ssh/version.ts';
import {descendantsOf, isAlive} from '../../helpers/processes.ts';
import {startSshd} from '../../helpers/sshd.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {patience, until} from '../../helpers/wait.ts';

async function quietSsh(configFile: string): Promise<QuietSsh> {
	const ssh = {program: 'ssh', configFile, env: process.env};
	return {...ssh, version: await sshVersion(ssh)};
}

const init = Buffer.from([0, 0, 0, 5, 1, 0, 0, 0, 3]);

/** Sends the first packet of SFTP version 3 and gives the type and version of the answer. */
async function greet(child: QuietChild): Promise<number[]> {
	child.stdin!.write(init);
	const [answer] = (await once(child.stdout!, 'data')) as [Buffer];
	return [answer[4]!, answer.readUInt32BE(5)];
}

/** A shell instead of ssh, for what has nothing to do with ssh. */
const sh = {program: '/bin/sh', env: process.env};

test('speaks SFTP whatever the config asks of interactive sessions, directly and through a hub', async () => {
	const sshd = await startSshd();
	const busy = createServer().listen(0, '127.0.0.1');
	await once(busy, 'listening');
	after(() => busy.close());
	const {port} = busy.address() as {port: number};
	const proof = join(sshd.directory, 'local-command-ran');
	const hostile = [
		'RemoteCommand echo remote',
		'RequestTTY force',
		'SessionType none',
		'StdinNull yes',
		'ForkAfterAuthentication yes',
		`LocalForward 127.0.0.1:${port} 127.0.0.1:1`,
		'ExitOnForwardFailure yes',
		'PermitLocalCommand yes',
		`LocalCommand touch ${proof}`,
		'ControlMaster auto',
		`ControlPath ${sshd.directory}/users-own`,
		'ControlPersist yes',
		'LogLevel QUIET',
	];
	const ssh = await quietSsh(sshd.writeConfig([sshd.configFor('box', hostile)]));

	const direct = await openQuietChild(ssh, subsystemArguments(ssh, 'box', 'sftp'));
	assert.deepEqual(await greet(direct), [2, 3]);
	direct.stdin!.end();
	assert.equal((await direct.ended).code, 0);

	const command = await openQuietChild(ssh, commandArguments(ssh, 'box', 'echo mine'));
	const [output] = await once(command.stdout!, 'data');
	assert.equal(String(output), 'mine\n');
	await command.ended;

	const hubSocket = join(sshd.directory, 'hub');
	const hub = await openQuietChild(ssh, hubArguments(ssh, 'box', hubSocket), {pipes: false});
	const check = () => capture('ssh', controlArguments(hubSocket, 'check'), {deadline: 5000});
	await until(async () => existsSync(hubSocket) && (await check()).code === 0, {otherwise: hub.stderr});
	assert.match((await check()).stderr, new RegExp(`pid=${hub.pid}\\)`));
	const shared = await openQuietChild(ssh, subsystemArguments(ssh, 'box', 'sftp', {hubSocket}));
	assert.deepEqual(await greet(shared), [2, 3]);
	shared.stdin!.end();
	assert.equal((await shared.ended).code, 0);
	hub.end();
	await hub.ended;

	const logins = () => sshd.log().match(/Accepted publickey for/g)?.length;
	assert.equal(logins(), 3);
	const late = await openQuietChild(ssh, subsystemArguments(ssh, 'box', 'sftp', {hubSocket}));
	assert.equal((await late.ended).code, 255);
	assert.equal(logins(), 3, 'a session through a hub that is gone must not log in by itself');
	assert.equal(existsSync(proof), false);
	assert.equal(existsSync(join(sshd.directory, 'users-own')), false);
});

test('an abort ends the whole process group', async () => {
	const abort = new AbortController();
	const child = await openQuietChild(sh, ['-c', 'sleep 1000 & sleep 1000'], {signal: abort.signal});
	const pids = await until(() => {
		const found = descendantsOf(child.pid);
		return found.length === 2 && found;
	});
	abort.abort();
	const end = await child.ended;
	assert.deepEqual([end.signal, end.stopped], ['SIGTERM', 'aborted']);
	await until(() => !pids.some(isAlive));
});

test('kills what does not heed the request to end', async () => {
	const child = await openQuietChild(sh, [
		'-c',
		'trap "" TERM; echo ready >&2; while :; do sleep 1000; done',
	]);
	await until(() => child.stderr() === 'ready\n');
	child.end();
	assert.equal((await child.ended).signal, 'SIGKILL');
});

test('starts nothing once aborted, and says when a program cannot be started', async () => {
	await assert.rejects(openQuietChild(sh, [], {signal: AbortSignal.abort()}), isAbort);
	const missing = {program: '/nonexistent/ssh', env: {}};
	await assert.rejects(openQuietChild(missing, []), /There is no \/nonexistent\/ssh on this machine/);
});

test('keeps the end of a long stderr, and waits for nobody who inherited it', async () => {
	const script = 'sleep 1000 & echo $!; yes x | head -c 200000 >&2; echo last >&2; exit 3';
	const child = await openQuietChild(sh, ['-c', script]);
	const [pid] = await once(child.stdout!, 'data');
	const end = await child.ended;
	process.kill(Number(pid));
	assert.equal(end.code, 3);
	assert.equal(end.stderr.length, 64 * 1024);
	assert.ok(end.stderr.endsWith('last\n'));
});

test('the watchdog ends a silent handshake, but not while a person is asked', async () => {
	const child = await openQuietChild(sh, ['-c', 'sleep 1000'], {watchdog: 50});
	const goOn = child.watchdog!.pause();
	const alsoGoOn = child.watchdog!.pause();
	goOn();
	goOn();
	await new Promise(resolve => setTimeout(resolve, 150));
	assert.equal(isAlive(child.pid), true);
	alsoGoOn();
	assert.equal((await child.ended).stopped, 'no answer');
});

test('the watchdog counts what came while nothing was read', async () => {
	const said = join(tempDir('said'), 'said');
	const script = `echo here >&2; : > '${said}'; read line; exit 4`;
	const child = await openQuietChild(sh, ['-c', script], {watchdog: 300});
	const began = performance.now();
	const isOver = (after: number): boolean => performance.now() - began > after;
	while (!isOver(400) || !(existsSync(said) || isOver(patience))) {}
	child.stdin!.end('\n');
	const {code, stopped} = await child.ended;
	assert.deepEqual([code, stopped], [4, null]);
});

test('the watchdog leaves alone what makes progress, and what is through', async () => {
	const script = 'for i in 1 2 3 4 5 6; do echo $i >&2; sleep 0.1; done; echo through; sleep 1; exit 4';
	const child = await openQuietChild(sh, ['-c', script], {watchdog: 400});
	await once(child.stdout!, 'data');
	child.watchdog!.stop();
	assert.deepEqual([(await child.ended).code], [4]);
});

test('a server that never answers is given up', async () => {
	const silent = createServer(socket => socket.on('error', () => {})).listen(0, '127.0.0.1');
	await once(silent, 'listening');
	after(() => silent.close());
	const directory = tempDir();
	const {port} = silent.address() as {port: number};
	const ssh = await quietSsh('none');
	const args = ['-o', `Port=${port}`, '-o', `UserKnownHostsFile=${directory}/known`];
	const all = [...args, ...subsystemArguments(ssh, '127.0.0.1', 'sftp')];
	const child = await openQuietChild(ssh, all, {watchdog: 300});
	assert.equal((await child.ended).stopped, 'no answer');
});
