import {setImmediate as nextTurn} from 'node:timers/promises';
import type {Terminal} from './commands/services.ts';
import {Bug} from './core/errors.ts';
import {copyText} from './services/terminal/clipboard.ts';
import {stopJob, stopSelf} from './services/terminal/job-control.ts';
import type {InkControl} from './ui/app.tsx';

export type InkTerminal = Terminal & {
	/** Gives it Ink's controls, once Ink is up; what it returns is called before Ink gives the screen back for good. */
	attach(ink: InkControl): () => void;
	/** The size has changed: once it rests, everything is drawn anew. */
	resized(): void;
	/** Takes note of SIGTSTP and SIGCONT from outside. */
	followJobControl(until: AbortSignal): void;
};

/** So long after the last change of its size a window is taken for one that rests. */
const restMs = 100;
const ignore = (): void => {};

/** The terminal under Ink, as the handlers use it. `onQuit` ends the program. */
export function openInkTerminal(env: NodeJS.ProcessEnv, onQuit: (code: number) => void): InkTerminal {
	let ink: InkControl | null = null;
	let isLent = false;
	let rest: NodeJS.Timeout | undefined;

	function control(): InkControl {
		if (ink === null) {
			throw new Bug('The terminal was used before it was there.');
		}
		return ink;
	}

	// Ink lets the terminal go in this very turn, and draws everything when it takes it back.
	async function withoutInk<Result>(run: () => Promise<Result>): Promise<Result> {
		const results: Result[] = [];
		await control().suspendTerminal(async () => {
			results.push(await run());
			// The kernel tells a new size only to the job in the foreground: who was stopped has to ask.
			process.emit('SIGWINCH');
		});
		return results[0] as Result;
	}

	async function lend<Result>(run: () => Promise<Result>): Promise<Result> {
		isLent = true;
		let isGiven = false;
		try {
			return await withoutInk(async () => {
				isGiven = true;
				try {
					return await run();
				} finally {
					// Ink takes it back in this turn and then waits for its frame: a Ctrl+Z meanwhile is another stop.
					isLent = false;
				}
			});
		} finally {
			isLent &&= isGiven;
		}
	}

	async function stopWith(stop: () => boolean): Promise<boolean> {
		if (isLent) {
			return stop();
		}
		return lend(async () => {
			const wasStopped = stop();
			// What else came with the SIGCONT (the SIGTERM of a `kill %1`) is heard before the terminal is taken again.
			await nextTurn();
			await nextTurn();
			return wasStopped;
		});
	}

	function redrawUnlessLent(): void {
		if (!isLent && ink !== null) {
			withoutInk(async () => {}).catch(ignore);
		}
	}

	return {
		lend,
		isLent: () => isLent,
		attach(control) {
			ink = control;
			return () => {
				clearTimeout(rest);
				// Ink leaves its frame there, and tmux brings lines of it along where the terminal has grown.
				if (!isLent && process.stdout.writable) {
					process.stdout.write('\u001B[H\u001B[2J');
				}
			};
		},
		redraw: () => withoutInk(async () => {}),
		suspend: () => stopWith(stopJob),
		resized() {
			// What is written for one size may meet another, and terminals move rows: Ink cannot know what is there then.
			clearTimeout(rest);
			rest = setTimeout(redrawUnlessLent, restMs);
		},
		copy: text => copyText(text, env, sequence => process.stdout.write(sequence)),
		quit: onQuit,
		followJobControl(until) {
			const onStop = (): void => void stopWith(stopSelf).catch(ignore);
			// After a SIGSTOP nobody handed the terminal over: the shell has changed its modes and the screen.
			const onContinue = redrawUnlessLent;
			process.on('SIGTSTP', onStop).on('SIGCONT', onContinue);
			until.addEventListener('abort', () => process.off('SIGTSTP', onStop).off('SIGCONT', onContinue));
		},
	};
}
