import {type ChildProcess, spawn} from 'node:child_process';
import {join} from 'node:path';
import {after} from 'node:test';
import {readAgent} from '../../source/services/agent/read-agent.ts';
import {atExit} from './at-exit.ts';
import {tempDir} from './temp-dir.ts';
import {until} from './wait.ts';

/** A private ssh-agent. */
export type Agent = {
	readonly socket: string;
	readonly pid: number;
	/** The environment in which `ssh-add` speaks to it. */
	readonly env: NodeJS.ProcessEnv;
	/** Ends it; the file of its socket may stay behind. */
	readonly stop: () => Promise<void>;
};

/** Starts a private agent and waits until it answers. It is ended when the running test, or the file of tests, ends. */
export async function startAgent(): Promise<Agent> {
	const socket = join(tempDir('agent'), 'agent');
	const child = spawn('ssh-agent', ['-D', '-a', socket], {stdio: 'ignore'});
	const ended = new Promise(resolve => child.once('close', resolve));
	const endNow = (): void => {
		if (isRunning(child)) {
			child.kill('SIGKILL');
		}
	};
	const stop = async (): Promise<void> => {
		endNow();
		await ended;
	};
	after(stop);
	atExit(endNow);
	await until(async () => (await readAgent(socket)).state === 'empty', {
		otherwise: () => (isRunning(child) ? 'ssh-agent does not answer.' : 'ssh-agent did not start.'),
	});
	return {socket, pid: child.pid!, env: {...process.env, SSH_AUTH_SOCK: socket}, stop};
}

function isRunning(child: ChildProcess): boolean {
	return child.exitCode === null && child.signalCode === null;
}
