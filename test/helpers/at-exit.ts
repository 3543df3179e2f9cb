const acts: Array<() => void> = [];

/** Has something done when the process of this file of tests ends, however it ends but by SIGKILL; the last one first. */
export function atExit(act: () => void): void {
	if (acts.length === 0) {
		process.once('exit', () => {
			for (const one of acts.toReversed()) {
				try {
					one();
				} catch (error) {
					// What is left to do matters more than where this one failed.
					console.error(error);
					process.exitCode = 1;
				}
			}
		});
		for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
			process.on(signal, () => process.exit(1));
		}
	}
	acts.push(act);
}
