import {type ChildProcess, execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {promisify} from 'node:util';
import {Failure} from '../../core/errors.ts';

export type Agent = {
	/** Ends the agent and waits until it is gone. */
	stop(): Promise<void>;
	/** Tells the agent to end, unless it has. */
	kill(): void;
};

const run = promisify(execFile);

/**
 * Starts an ssh-agent of its own on `socket`, in a session of its own: a Ctrl+C at the terminal is not for it.
 * `started` is called with its pid before anything waits. Throws a Failure when there is no agent after 5 s.
 */
export async function startAgent(socket: string, started: (pid: number) => Promise<void>): Promise<Agent> {
	const child = spawn('ssh-agent', ['-D', '-a', socket], {
		stdio: ['ignore', 'pipe', 'ignore'],
		detached: true,
		env: {PATH: process.env['PATH']},
	});
	try {
		const signal = AbortSignal.timeout(5000);
		await once(child, 'spawn', {signal});
		const ended = once(child, 'exit').then(() => Promise.reject(new Error('it ended at once')));
		// Its first words come when it listens.
		const listens = once(child.stdout!, 'data', {signal});
		await Promise.all([started(child.pid!), Promise.race([listens, ended])]);
	} catch (cause) {
		child.kill();
		throw new Failure('Cannot start ssh-agent for the demo.', {cause});
	}
	child.stdout!.destroy();
	child.on('error', () => undefined);
	return {stop: () => stop(child), kill: () => void child.kill('SIGTERM')};
}

/** Hands unencrypted private keys to the agent. */
export async function addKeys(socket: string, files: readonly string[]): Promise<void> {
	const env = {PATH: process.env['PATH'], SSH_AUTH_SOCK: socket};
	await run('ssh-add', ['-q', ...files], {env, timeout: 5000});
}

async function stop(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) {
		return;
	}
	const gone = once(child, 'exit');
	child.kill('SIGTERM');
	const force = setTimeout(() => child.kill('SIGKILL'), 1000);
	await gone;
	clearTimeout(force);
}
