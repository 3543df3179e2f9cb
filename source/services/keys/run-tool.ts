import {describeError, Failure} from '../../core/errors.ts';
import {quietEnvironment} from '../../core/keeper/environment.ts';
import {printable} from '../../core/text/printable.ts';
import type {Connections} from '../keeper/connections.ts';
import {openQuietChild, type QuietEnd} from '../ssh/quiet-child.ts';

export type ToolRun = {
	readonly program: string;
	readonly args: readonly string[];
	readonly env: NodeJS.ProcessEnv;
	/** What it is for, shown with its questions: the name of a key, of a host. */
	readonly subject: string;
	/** The same in a sentence; without it the questions are for the connection to that host. */
	readonly purpose?: string | undefined;
	readonly signal: AbortSignal;
	/** Milliseconds without a word of it after which it is ended; a person who is asked has all the time. Default 30 s. */
	readonly patience?: number | undefined;
	/** Gets all of its stderr so far, and what ends it early. */
	readonly onStderr?: ((text: string, end: () => void) => void) | undefined;
};

export type ToolEnd = QuietEnd & {readonly stdout: string};

const usualPatience = 30_000;
const mostOutput = 64 * 1024;

/**
 * Runs ssh-add, ssh-keygen or ssh without a terminal; what it asks is asked of the user, and no answer is ever in its
 * arguments or its environment. Throws an AbortError when the user refuses to answer or the signal says so before it is done, a
 * Failure when it cannot run or says nothing for too long.
 */
export async function runTool(connections: Pick<Connections, 'asking'>, run: ToolRun): Promise<ToolEnd> {
	const {program, args, env, subject, purpose, signal, onStderr} = run;
	let isRefused = false;
	let isLost = false;
	let end = (): void => {};
	let pause = (): (() => void) => () => {};
	let news = (): string => '';
	signal.throwIfAborted();
	const asking = await connections.asking({
		alias: subject,
		purpose,
		onCancel() {
			isRefused = true;
			end();
		},
		onLost() {
			isLost = true;
			end();
		},
		pause: () => pause(),
		news: () => news(),
	});
	try {
		const child = await openQuietChild({program, env}, args, {
			env: {...quietEnvironment(env), ...asking.env},
			signal,
			watchdog: run.patience ?? usualPatience,
		});
		asking.child(child.pid);
		end = child.end;
		news = child.news;
		pause = () => child.watchdog?.pause() ?? (() => {});
		// Nothing of ours is to be read there: a question on stdin finds its end.
		child.stdin?.end();
		let stdout = '';
		child.stdout?.setEncoding('utf8').on('data', (text: string) => {
			stdout = (stdout + text).slice(-mostOutput);
		});
		if (onStderr !== undefined) {
			child.onStderr(text => onStderr(text, child.end));
		}
		const ended = await child.ended;
		if (ended.code !== 0) {
			signal.throwIfAborted();
		}
		if (isRefused) {
			throw new DOMException('The question was not answered.', 'AbortError');
		}
		if (isLost) {
			throw new Failure(`${program} was ended: nobody could be asked any more.`);
		}
		if (ended.stopped === 'no answer') {
			throw new Failure(`${program} said nothing for too long, and was ended.`, {
				nextStep: 'If the agent is involved, look whether it waits for you in a window of its own.',
			});
		}
		return {...ended, stdout};
	} finally {
		asking.release();
	}
}

/** The last words of a tool, clean: what it complains about. */
export function lastLine(stderr: string): string {
	const lines = stderr.split(/[\r\n]+/).filter(line => line.trim() !== '');
	return printable(lines.at(-1) ?? '');
}

/** What a system call failed with, in its own words. */
export function reasonOf(error: unknown): string {
	return (error as NodeJS.ErrnoException).code ?? describeError(error);
}
