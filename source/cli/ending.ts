import {constants} from 'node:os';

/** What ends a command before its time. */
export type Ending = {
	/** Aborted by SIGINT, SIGTERM or SIGHUP, and when nobody reads stdout any more. */
	readonly signal: AbortSignal;
	/** The exit code that goes with it: 128 and the signal's number, 0 for a reader that went away. */
	code(): number;
	/** Leaves signals and streams to others. */
	stop(): void;
};

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Listens to what ends a command; a second signal ends the process at once. */
export function followEnding(): Ending {
	const controller = new AbortController();
	let code = 0;
	const onSignal = (name: NodeJS.Signals): void => {
		code = 128 + constants.signals[name];
		controller.abort();
	};
	const onOutError = (error: NodeJS.ErrnoException): void => {
		if (error.code !== 'EPIPE' && code !== 1) {
			code = 1;
			process.exitCode = 1;
			process.stderr.write(`sallyport: Cannot write the output: ${error.message}\n`);
		}
		controller.abort();
	};
	const ignore = (): void => {};
	for (const name of signals) {
		process.once(name, onSignal);
	}
	process.stdout.on('error', onOutError);
	process.stderr.on('error', ignore);
	return {
		signal: controller.signal,
		code: () => code,
		stop() {
			for (const name of signals) {
				process.off(name, onSignal);
			}
			process.stdout.off('error', onOutError);
			process.stderr.off('error', ignore);
		},
	};
}
