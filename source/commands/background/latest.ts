import {isAbort} from '../../core/errors.ts';

/** Runs a task; one that still ran is cancelled, and nothing more is heard of it. */
export type Latest = {
	run(task: (signal: AbortSignal) => Promise<void>): void;
	cancel(): void;
};

/** A kind of work of which only the latest run counts. `report` hears what goes wrong in it. */
export function latest(report: (error: unknown) => void): Latest {
	let controller = new AbortController();
	return {
		run(task) {
			controller.abort();
			controller = new AbortController();
			const {signal} = controller;
			task(signal).catch((error: unknown) => {
				if (!signal.aborted && !isAbort(error)) {
					report(error);
				}
			});
		},
		cancel: () => controller.abort(),
	};
}
