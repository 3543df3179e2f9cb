import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import type {Readable, Writable} from 'node:stream';
import {cannotRun} from './foreground-child.ts';
import type {Ssh} from './program.ts';
import {startWatchdog, type Watchdog} from './quiet-watchdog.ts';
import {openStdioSocket} from './stdio-socket.ts';
import {Tail} from './tail.ts';

/** How a quiet child ended: one of `code` and `signal` is null. */
export type QuietEnd = {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
	/** The last 64 KiB of its stderr, as written; empty where stderr went to a file. */
	readonly stderr: string;
	/** Why we ended it; null when it ended by itself. */
	readonly stopped: 'aborted' | 'no answer' | null;
};

export type QuietChild = {
	readonly pid: number;
	/** Null where it is ignored. */
	readonly stdin: Writable | null;
	readonly stdout: Readable | null;
	/** Runs until `stop()`; null when none was asked for. */
	readonly watchdog: Watchdog | null;
	/** The last 64 KiB of stderr so far. */
	stderr(): string;
	/** What was written to stderr since this was asked last, the end of it. */
	news(): string;
	/** Calls back with all of stderr so far whenever something was added, until the child ends. */
	onStderr(listener: (text: string) => void): void;
	/** Never rejects. */
	readonly ended: Promise<QuietEnd>;
	/** Ends its whole process group: SIGTERM, and SIGKILL two seconds later. */
	end(): void;
};

export type QuietOptions = {
	readonly env?: NodeJS.ProcessEnv | undefined;
	/** Ends the group. */
	readonly signal?: AbortSignal | undefined;
	/** Milliseconds without progress (stderr counts as such) after which the group is ended, until its `stop()`. */
	readonly watchdog?: number | undefined;
	/**
	 * Pipes by default: `pipes: false` gives the child empty input and ignores its output; `socket` is one for much data
	 * (stdio-socket.ts) where that can be had.
	 */
	readonly pipes?: boolean | 'socket' | undefined;
	/** An open file for stderr instead of what is kept here. */
	readonly stderrFile?: number | undefined;
};

/** How long ssh may take to reach a host while nobody is asked anything, in milliseconds: all is said within 30 seconds. */
export const handshakeLimit = 29_000;

const tailSize = 64 * 1024;
const newsSize = 8 * 1024;
const killDelay = 2000;
const lateWords = 250;
const lateData = 500;

/**
 * Starts ssh without a terminal, in a session and process group of its own, with arguments of quiet-arguments.ts.
 * Throws a Failure when it cannot be started, an AbortError when aborted before.
 */
export async function openQuietChild(
	ssh: Pick<Ssh, 'program' | 'env'>,
	args: readonly string[],
	options: QuietOptions = {},
): Promise<QuietChild> {
	options.signal?.throwIfAborted();
	const socket = options.pipes === 'socket' ? await openStdioSocket() : null;
	const flow = socket?.theirs ?? (options.pipes === false ? 'ignore' : 'pipe');
	const child = spawn(ssh.program, args, {
		stdio: [flow, flow, options.stderrFile ?? 'pipe'],
		detached: true,
		env: options.env ?? ssh.env,
	});
	socket?.theirs.destroy();
	// A shared connection that hangs holds the other end as well.
	child.once('exit', () => setTimeout(() => socket?.ours.destroy(), lateData).unref());
	const ended = endOf(child);
	await once(child, 'spawn').catch((error: NodeJS.ErrnoException) => {
		throw cannotRun(ssh.program, error);
	});
	child.on('error', () => {});
	// A write to a child that has ended is told by `ended`.
	const stdin = socket?.ours ?? child.stdin;
	stdin?.on('error', () => {});

	let stopped: QuietEnd['stopped'] = null;
	const end = groupEnder(child);
	const stop = (reason: QuietEnd['stopped']) => (): void => {
		stopped ??= reason;
		end();
	};
	const abort = stop('aborted');
	const watchdog = options.watchdog === undefined ? null : startWatchdog(options.watchdog, stop('no answer'));
	const tail = new Tail(tailSize);
	const fresh = new Tail(newsSize);
	const listeners: Array<(text: string) => void> = [];
	child.stderr?.on('data', (chunk: Buffer) => {
		tail.add(chunk);
		fresh.add(chunk);
		watchdog?.progress();
		for (const listener of listeners) {
			listener(tail.text());
		}
	});
	options.signal?.addEventListener('abort', abort, {once: true});
	if (options.signal?.aborted) {
		abort();
	}
	return {
		pid: child.pid!,
		stdin,
		stdout: socket?.ours ?? child.stdout,
		watchdog,
		stderr: () => tail.text(),
		news: () => fresh.take(),
		onStderr: listener => listeners.push(listener),
		ended: ended.then(async exit => {
			watchdog?.stop();
			options.signal?.removeEventListener('abort', abort);
			await lastWords(child);
			return {...exit, stderr: tail.text(), stopped};
		}),
		end: abort,
	};
}

type Exit = Pick<QuietEnd, 'code' | 'signal'>;

function endOf(child: ChildProcess): Promise<Exit> {
	return new Promise(resolve => child.once('exit', (code, signal) => resolve({code, signal})));
}

/** What ssh leaves in the background may hold the pipe of stderr: that is waited for only a moment. */
async function lastWords(child: ChildProcess): Promise<void> {
	if (child.stderr && !child.stderr.closed) {
		await once(child.stderr, 'close', {signal: AbortSignal.timeout(lateWords)}).catch(() => {});
		child.stderr.destroy();
	}
}

function groupEnder(child: ChildProcess): () => void {
	let isEnding = false;
	const signalGroup = (signal: NodeJS.Signals): void => {
		try {
			process.kill(-child.pid!, signal);
		} catch {}
	};
	return () => {
		if (isEnding || child.exitCode !== null || child.signalCode !== null) {
			return;
		}
		isEnding = true;
		signalGroup('SIGTERM');
		// A stopped process takes the signal only when it goes on.
		signalGroup('SIGCONT');
		const timer = setTimeout(() => signalGroup('SIGKILL'), killDelay);
		child.once('exit', () => {
			clearTimeout(timer);
			// Whatever ssh had started for itself (a ProxyCommand) goes with it.
			signalGroup('SIGKILL');
		});
	};
}
