import {type ChildProcess, spawn} from 'node:child_process';
import {Failure} from '../../core/errors.ts';
import {leaveKeyboardSignals} from '../terminal/keyboard-signals.ts';
import {readLineModes, restoreLineModes} from '../terminal/line-modes.ts';
import {copyStderr} from './copy-stderr.ts';
import {watchForStop} from './follow-stop.ts';
import {configArguments, type Ssh} from './program.ts';
import {Tail} from './tail.ts';

/** How a session on the terminal ended: one of `code` and `signal` is null. Times are milliseconds of the epoch. */
export type SessionEnd = {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
	/** The last 64 KiB that ssh wrote to stderr, as written; empty when stderr was inherited. */
	readonly stderr: string;
	readonly startedAt: number;
	readonly endedAt: number;
};

export type ForegroundOptions = {
	/** Gives ssh the real stderr, without which it never says "Confirm user presence"; the reason of a failure is then unknown. */
	readonly inheritStderr?: boolean | Promise<boolean> | undefined;
	/** Ends ssh: SIGTERM, and SIGKILL two seconds later. */
	readonly signal?: AbortSignal | undefined;
};

type Exit = {readonly code: number | null; readonly signal: NodeJS.Signals | null};

const tailSize = 64 * 1024;
const killDelay = 2000;

/** A program to run: its name or path, and its arguments. */
export type ForegroundProgram = {
	readonly program: string;
	readonly args: readonly string[];
	readonly env: NodeJS.ProcessEnv;
	readonly cwd?: string;
};

/** Runs ssh in our place, as `runProgram` does. `args` follow the `-F` of the config. */
export function runForeground(
	ssh: Ssh,
	args: readonly string[],
	options: ForegroundOptions = {},
): Promise<SessionEnd> {
	return runProgram({program: ssh.program, args: [...configArguments(ssh), ...args], env: ssh.env}, options);
}

/**
 * Runs a program in our place: in our process group, with our stdin and stdout; its stderr goes to ours as it comes and is
 * kept. Ctrl+C and Ctrl+\ are its alone meanwhile. When it stops itself (`~^Z` of ssh), the whole job stops.
 * Throws a Failure when it cannot be started, an AbortError when aborted before; an abort later just ends the session.
 */
export async function runProgram(
	{program, args, env, cwd}: ForegroundProgram,
	options: ForegroundOptions = {},
): Promise<SessionEnd> {
	options.signal?.throwIfAborted();
	const takeKeyboardSignals = leaveKeyboardSignals();
	const inheritStderr = await options.inheritStderr;
	const modes = readLineModes();
	const startedAt = Date.now();
	const child = spawn(program, args, {
		stdio: ['inherit', 'inherit', inheritStderr ? 'inherit' : 'pipe'],
		env,
		...(cwd !== undefined && {cwd}),
	});
	const tail = new Tail(tailSize);
	const stopCopying = copyStderr(child.stderr, tail);
	const stopWatching = watchForStop(child, modes);
	const ignoreAbort = endOnAbort(child, options.signal);
	try {
		const exit = await exitOf(child, program).finally(stopCopying);
		return {...exit, stderr: tail.text(), startedAt, endedAt: Date.now()};
	} finally {
		stopWatching();
		ignoreAbort();
		// A killed ssh leaves its raw mode behind, and Node would take it for the user's own.
		restoreLineModes(modes);
		takeKeyboardSignals();
	}
}

function exitOf(child: ChildProcess, program: string): Promise<Exit> {
	return new Promise((resolve, reject) => {
		child.on('error', error => {
			if (child.pid === undefined) {
				reject(cannotRun(program, error));
			}
		});
		child.once('exit', (code, signal) => resolve({code, signal}));
	});
}

/** The Failure for an ssh that cannot be started. */
export function cannotRun(program: string, error: NodeJS.ErrnoException): Failure {
	if (error.code === 'ENOENT') {
		return new Failure(`There is no ${program} on this machine.`, {
			nextStep: 'Install the OpenSSH client (Debian: openssh-client), or put it on the PATH.',
			cause: error,
		});
	}
	return new Failure(`Cannot run ${program}: ${error.message}.`, {cause: error});
}

function endOnAbort(child: ChildProcess, signal: AbortSignal | undefined): () => void {
	let killTimer: NodeJS.Timeout | undefined;
	const end = (): void => {
		child.kill('SIGTERM');
		// A stopped process takes the signal only when it goes on.
		child.kill('SIGCONT');
		killTimer = setTimeout(() => child.kill('SIGKILL'), killDelay);
	};
	signal?.addEventListener('abort', end, {once: true});
	return () => {
		clearTimeout(killTimer);
		signal?.removeEventListener('abort', end);
	};
}
