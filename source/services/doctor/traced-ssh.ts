import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {setTimeout as pause} from 'node:timers/promises';
import {cannotRun} from '../ssh/foreground-child.ts';
import type {Ssh} from '../ssh/program.ts';
import {descendantsOf} from './descendants.ts';

export type TracedOptions = {
	readonly env: NodeJS.ProcessEnv;
	/** Leaves ssh in our session, where it finds the terminal to ask on. */
	readonly keepsTerminal: boolean;
	readonly onLine: (line: string) => void;
	readonly onOutput: (bytes: Buffer) => void;
};

/** An ssh whose stderr is read line by line. */
export type TracedSsh = {
	/** Undefined where it cannot run. */
	readonly pid: number | undefined;
	/** Writes to its stdin. */
	write(bytes: Uint8Array): void;
	/** Ends its stdin. */
	finish(): void;
	/** Ends it and whatever it has started: SIGTERM, and SIGKILL a moment later. */
	end(): void;
	/** Its exit status, null after a signal, once its last lines have been read. Rejects with a Failure when it cannot run. */
	readonly ended: Promise<number | null>;
};

const killDelay = 500;
const lateWords = 250;
const longestLine = 8192;

/** Starts ssh with these arguments and hands on what it says. */
export function startTracedSsh(ssh: Ssh, args: readonly string[], options: TracedOptions): TracedSsh {
	const child = spawn(ssh.program, args, {
		stdio: ['pipe', 'pipe', 'pipe'],
		detached: !options.keepsTerminal,
		env: options.env,
	});
	const flush = readLines(child, options.onLine);
	child.stdout?.on('data', options.onOutput);
	// A write to an ssh that has ended is told by `ended`.
	child.stdin?.on('error', () => {});
	const closed = once(child, 'close').catch(() => {});
	const exit = new Promise<number | null>((resolve, reject) => {
		child.once('error', error => reject(cannotRun(ssh.program, error)));
		child.once('exit', resolve);
	});
	return {
		pid: child.pid,
		write: bytes => void child.stdin?.write(bytes),
		finish: () => void child.stdin?.end(),
		end: options.keepsTerminal ? () => endTree(child) : () => endGroup(child),
		ended: exit.then(async code => {
			// A shared connection that ssh leaves in the background holds the pipes: they are waited for only a moment.
			await Promise.race([closed, pause(lateWords, undefined, {ref: false})]);
			child.stdout?.destroy();
			child.stderr?.destroy();
			flush();
			return code;
		}),
	};
}

function readLines(child: ChildProcess, onLine: (line: string) => void): () => void {
	let rest = '';
	child.stderr?.setEncoding('utf8').on('data', (text: string) => {
		const lines = (rest + text).split('\n');
		rest = (lines.pop() ?? '').slice(0, longestLine);
		lines.forEach(onLine);
	});
	return () => {
		onLine(rest);
		rest = '';
	};
}

function isRunning(child: ChildProcess): boolean {
	return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

function send(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(pid, signal);
	} catch {}
}

function endGroup(child: ChildProcess): void {
	if (!isRunning(child)) {
		return;
	}
	const group = -child.pid!;
	send(group, 'SIGTERM');
	const timer = setTimeout(() => send(group, 'SIGKILL'), killDelay);
	child.once('exit', () => {
		clearTimeout(timer);
		// What ssh had started for itself (a ProxyCommand) goes with it.
		send(group, 'SIGKILL');
	});
}

/** In our own process group there is no group to end. */
function endTree(child: ChildProcess): void {
	if (!isRunning(child)) {
		return;
	}
	const all = [child.pid!, ...descendantsOf(child.pid!)];
	for (const pid of all) {
		send(pid, 'SIGTERM');
	}
	const timer = setTimeout(() => child.kill('SIGKILL'), killDelay);
	child.once('exit', () => clearTimeout(timer));
}
