import assert from 'node:assert/strict';
import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {after, test} from 'node:test';
import type {RunningForward} from '../../../source/core/forwards/running-forward.ts';
import {listRunningForwards} from '../../../source/services/forwards/list-running-forwards.ts';
import {atExit} from '../../helpers/at-exit.ts';
import {freePort} from '../../helpers/free-port.ts';
import {endTree} from '../../helpers/processes.ts';
import {openPty} from '../../helpers/pty.ts';
import {startSshd} from '../../helpers/sshd.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {until} from '../../helpers/wait.ts';

const skip = process.platform === 'linux' ? false : 'only Linux shows the sockets of processes';

function start(program: string, args: readonly string[]): ChildProcess {
	const child = spawn(program, args, {stdio: 'ignore', detached: true});
	const end = (): void => {
		if (child.exitCode === null && child.signalCode === null) {
			endTree(child.pid!);
		}
	};
	after(end);
	atExit(end);
	return child;
}

async function forwardsOf(pid: number | undefined): Promise<readonly RunningForward[]> {
	const running = await listRunningForwards();
	return running.supported ? running.forwards.filter(forward => forward.pid === pid) : [];
}

/** Waits until a process holds so many forwards. */
function holds(pid: number | undefined, count: number): Promise<readonly RunningForward[]> {
	return until(async () => {
		const forwards = await forwardsOf(pid);
		return forwards.length === count && forwards;
	});
}

/** Waits for whichever process listens on a port of 127.0.0.1. */
function listenerAt(port: number): Promise<RunningForward> {
	return until(async () => {
		const all = await listRunningForwards();
		return all.supported && all.forwards.find(one => one.listen === `127.0.0.1:${port}`);
	});
}

function asText({kind, listen, target, host}: RunningForward): string {
	return `${kind} ${listen} ${target} ${host}`;
}

test('finds the forwards of an ssh on the command line, in its config and to sockets', {skip}, async () => {
	const server = await startSshd();
	const [local, dynamic, configured] = [await freePort(), await freePort(), await freePort()];
	const socket = join(tempDir('forward'), 'a socket');
	const config = server.writeConfig([
		server.configFor('web', [`LocalForward 127.0.0.1:${configured} localhost:9`]),
	]);
	const before = Date.now() / 1000;
	const args = [
		'-F',
		config,
		'-N',
		'-L',
		`127.0.0.1:${local}:db:5432`,
		'-L',
		`${socket}:db:80`,
		'-oBatchMode=yes',
	];
	const child = start('ssh', [...args, 'web', `-D127.0.0.1:${dynamic}`, '-R', '127.0.0.1:0:localhost:3000']);
	const forwards = await holds(child.pid, 5);
	assert.deepEqual(
		forwards.map(asText).sort(),
		[
			`local 127.0.0.1:${local} db:5432 web`,
			`local ${socket} db:80 web`,
			`dynamic 127.0.0.1:${dynamic} null web`,
			`unknown 127.0.0.1:${configured} null web`,
			'remote 127.0.0.1:0 localhost:3000 web',
		].sort(),
	);
	for (const forward of forwards) {
		assert.ok(forward.since > before - 5 && forward.since < Date.now() / 1000 + 5, `${forward.since}`);
		assert.match(forward.owner, /^(other|systemd)$/);
		assert.ok(forward.command.startsWith(`ssh -F ${config} -N`));
		assert.ok(forward.startTicks > 0);
	}
	child.kill();
	await holds(child.pid, 0);
});

test('counts both loopbacks as one forward', {skip}, async () => {
	const server = await startSshd();
	const port = await freePort();
	const config = server.writeConfig([server.configFor('web')]);
	const child = start('ssh', ['-F', config, '-N', '-L', `${port}:db:5432`, 'web']);
	const [forward] = await holds(child.pid, 1);
	assert.match(
		asText(forward!),
		new RegExp(`^local (localhost|127\\.0\\.0\\.1|\\[::1\\]):${port} db:5432 web$`),
	);
});

test('shows what a shared connection holds, not its control socket nor those who ask it', {
	skip,
}, async () => {
	const server = await startSshd();
	const port = await freePort();
	const config = server.writeConfig([server.configFor('web')]);
	const control = join(server.directory, 'cm');
	const master = start('ssh', ['-F', config, '-M', '-N', '-S', control, '-oControlPersist=no', 'web']);
	const ask = (...args: string[]): number | null =>
		spawnSync('ssh', ['-F', 'none', '-S', control, ...args, 'web'], {stdio: 'ignore'}).status;
	await until(() => ask('-O', 'check') === 0);
	assert.deepEqual(await forwardsOf(master.pid), []);
	assert.equal(ask('-O', 'forward', '-L', `127.0.0.1:${port}:db:5432`), 0);
	const forwards = await holds(master.pid, 1);
	assert.deepEqual(forwards.map(asText), [`unknown 127.0.0.1:${port} null web`]);
});

test('shows the forwards of a shared connection in the background, which has renamed itself', {
	skip,
}, async () => {
	const server = await startSshd();
	const port = await freePort();
	const config = server.writeConfig([server.configFor('web')]);
	const control = join(server.directory, 'cm');
	const shared = ['-S', control, '-oControlMaster=auto', '-oControlPersist=60', '-n'];
	const forward = ['-L', `127.0.0.1:${port}:db:5432`];
	const first = start('ssh', ['-F', config, ...shared, ...forward, 'web', 'true']);
	await until(() => first.exitCode !== null);
	const running = await listenerAt(port);
	after(() => endTree(running.pid));
	assert.equal(asText(running), `unknown 127.0.0.1:${port} null null`);
	assert.match(running.command, /^ssh: .*cm \[mux\]$/);
});

test('knows an ssh in a terminal', {skip}, async () => {
	const server = await startSshd();
	const port = await freePort();
	const config = server.writeConfig([server.configFor('web')]);
	openPty('ssh', ['-F', config, '-N', '-D', `127.0.0.1:${port}`, 'web']);
	assert.equal((await listenerAt(port)).owner, 'terminal');
});

test('knows an ssh that autossh or an editor has started', {skip}, async () => {
	const server = await startSshd();
	const config = server.writeConfig([server.configFor('web')]);
	for (const [name, owner] of [
		['autossh', 'autossh'],
		['code', 'VS Code'],
	] as const) {
		const parent = join(server.directory, name);
		symlinkSync('/bin/sh', parent);
		const port = await freePort();
		start(parent, ['-c', '"$@"; exit', 'sh', 'ssh', '-F', config, '-N', '-D', `127.0.0.1:${port}`, 'web']);
		assert.equal((await listenerAt(port)).owner, owner);
	}
});

test('does not mind processes that come and go', {skip}, async () => {
	await listRunningForwards();
	let isDone = false;
	const churn = (async () => {
		while (!isDone) {
			await new Promise(resolve => spawn('true', {stdio: 'ignore'}).once('close', resolve));
		}
	})();
	for (let round = 0; round < 20; round += 1) {
		assert.ok((await listRunningForwards()).supported);
	}
	isDone = true;
	await churn;
});

test('stops when aborted', {skip}, async () => {
	await assert.rejects(listRunningForwards({signal: AbortSignal.abort()}), {name: 'AbortError'});
});
