const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs a task that a signal to us cancels, so that it can end what it has started. */
export async function cancelOnSignals<Result>(
	run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
	const cancelling = new AbortController();
	const cancel = (): void => cancelling.abort();
	for (const name of signals) {
		process.on(name, cancel);
	}
	try {
		return await run(cancelling.signal);
	} finally {
		for (const name of signals) {
			process.off(name, cancel);
		}
	}
}
