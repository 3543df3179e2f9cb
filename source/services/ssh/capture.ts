import {spawn} from 'node:child_process';
import {Failure} from '../../core/errors.ts';

/** How a captured child ended. `code` is null when a signal ended it. */
export type Captured = {readonly code: number | null; readonly stdout: string; readonly stderr: string};

export type CaptureOptions = {
	readonly env?: NodeJS.ProcessEnv | undefined;
	readonly signal?: AbortSignal | undefined;
	/** After this many milliseconds the child's whole group is ended and a Failure thrown. */
	readonly deadline: number;
	/** At most this many characters of each stream are kept; the child is ended when stdout has more. Default 4 Mi. */
	readonly limit?: number | undefined;
};

/**
 * Runs a program without a shell, without a terminal and with empty input, in a process group of its own, and gathers
 * what it prints. Throws a Failure when it cannot start, says too much or takes too long; an AbortError when aborted.
 */
export function capture(
	program: string,
	args: readonly string[],
	options: CaptureOptions,
): Promise<Captured> {
	const limit = options.limit ?? 4 * 1024 * 1024;
	return new Promise((resolve, reject) => {
		options.signal?.throwIfAborted();
		const child = spawn(program, args, {
			stdio: ['ignore', 'pipe', 'pipe'],
			detached: true,
			env: options.env ?? process.env,
		});
		let stdout = '';
		let stderr = '';
		let failure: unknown;
		const end = (reason: unknown): void => {
			failure ??= reason;
			if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
				try {
					process.kill(-child.pid, 'SIGKILL');
				} catch {
					child.kill('SIGKILL');
				}
			}
		};
		const timer = setTimeout(() => {
			end(new Failure(`${program} did not finish within ${options.deadline / 1000} s.`));
		}, options.deadline);
		const abort = (): void => end(options.signal?.reason);
		options.signal?.addEventListener('abort', abort, {once: true});
		child.stdout.setEncoding('utf8').on('data', (text: string) => {
			stdout += text;
			if (stdout.length > limit) {
				end(new Failure(`${program} printed more than ${limit} characters.`));
			}
		});
		child.stderr.setEncoding('utf8').on('data', (text: string) => {
			stderr = (stderr + text).slice(-limit);
		});
		const settle = (finish: () => void): void => {
			clearTimeout(timer);
			options.signal?.removeEventListener('abort', abort);
			finish();
		};
		child.once('error', error => {
			settle(() => reject(new Failure(`Cannot run ${program}: ${error.message}`, {cause: error})));
		});
		child.once('close', code => {
			settle(() => (failure === undefined ? resolve({code, stdout, stderr}) : reject(failure)));
		});
	});
}
