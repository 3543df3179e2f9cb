import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import type {Channel} from '../../source/services/keeper/channel.ts';
import {type QuietSsh, subsystemArguments} from '../../source/services/ssh/quiet-arguments.ts';
import {openQuietChild} from '../../source/services/ssh/quiet-child.ts';
import {sshVersion} from '../../source/services/ssh/version.ts';
import {startRelay} from '../helpers/relay.ts';
import {startSshd} from '../helpers/sshd.ts';
import {tempDir} from '../helpers/temp-dir.ts';
import {until} from '../helpers/wait.ts';

/** A private sshd behind a relay that makes the round trip long, with one login that all programs share. */
export type Remote = {
	readonly configFile: string;
	/** Where the login is shared: `ControlPath` for other programs. */
	readonly socket: string;
	channel(): Promise<Channel>;
	stop(): Promise<void>;
};

export const alias = 'box';

/** `rtt` in milliseconds. */
export async function startRemote(rtt: number): Promise<Remote> {
	const sshd = await startSshd();
	const relay = await startRelay(sshd.port);
	const known = join(sshd.directory, 'known');
	const lines = [`Port ${relay.port}`, `UserKnownHostsFile ${known}`, 'StrictHostKeyChecking no'];
	const configFile = sshd.writeConfig([sshd.configFor(alias, lines)]);
	const socket = join(tempDir('hub'), 's');
	const args = ['-F', configFile, '-M', '-N', '-S', socket, alias];
	const hub = spawn('ssh', args, {stdio: 'ignore'});
	const ended = once(hub, 'exit');
	await until(() => existsSync(socket));
	relay.delay(rtt / 2);
	const env = {...process.env, SSH_AUTH_SOCK: undefined};
	const ssh = {program: 'ssh', configFile, env};
	const quiet: QuietSsh = {...ssh, version: await sshVersion(ssh)};
	return {
		configFile,
		socket,
		async channel() {
			const child = await openQuietChild(
				quiet,
				subsystemArguments(quiet, alias, 'sftp', {hubSocket: socket}),
			);
			return {...child, stdin: child.stdin!, stdout: child.stdout!, close: child.end};
		},
		async stop() {
			hub.kill();
			await ended;
			await relay.stop();
			await sshd.stop();
		},
	};
}

/** A directory in memory where there is one (`/dev/shm`), removed when the process ends. */
export function memoryDirectory(): string {
	const shared = '/dev/shm';
	return existsSync(shared) ? tempDir('bench', shared) : tempDir('bench');
}
