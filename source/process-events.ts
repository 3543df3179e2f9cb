/** Exit codes as a shell reports them: 128 and the number of the signal. */
const signalCodes = {SIGHUP: 129, SIGINT: 130, SIGTERM: 143} as const;

export type ProcessListeners = {
	/** The program is to end with this exit code. */
	readonly quit: (code: number) => void;
	/** Something was thrown that nobody caught. */
	readonly crash: (error: unknown) => void;
	/** Whether Ctrl+C is a child's now. */
	readonly isLent: () => boolean;
	readonly resize: () => void;
	/** The process ends, whatever the reason: one turn, no more. */
	readonly exit: () => void;
};

/** Listens to what happens to the process as a whole; returns what ends that. */
export function followProcess({quit, crash, isLent, resize, exit}: ProcessListeners): () => void {
	const onHangUp = (): void => quit(signalCodes.SIGHUP);
	const onTerminate = (): void => quit(signalCodes.SIGTERM);
	const onInterrupt = (): void => {
		if (!isLent()) {
			quit(signalCodes.SIGINT);
		}
	};
	process.on('SIGHUP', onHangUp).on('SIGTERM', onTerminate).on('SIGINT', onInterrupt);
	process.on('uncaughtException', crash).on('unhandledRejection', crash).on('exit', exit);
	// A terminal that went away fails every write: that is a hang-up, not a crash.
	process.stdout.on('resize', resize).on('error', onHangUp);
	return () => {
		// A terminal that goes away hangs up twice, by itself and by its shell: the second must not cut short how we end.
		process.on('SIGHUP', () => {});
		process.off('SIGHUP', onHangUp).off('SIGTERM', onTerminate).off('SIGINT', onInterrupt);
		process.off('uncaughtException', crash).off('unhandledRejection', crash).off('exit', exit);
		process.stdout.off('resize', resize);
	};
}
