/** Watches that something goes on. Time in which a person is asked does not count. */
export type Watchdog = {
	/** Something happened: the time begins anew. */
	progress(): void;
	/** A person is asked; call what it returns, once, when that is over. */
	pause(): () => void;
	/** Nothing more needs to be watched. */
	stop(): void;
};

/**
 * Calls `bite` once after so many milliseconds without progress. A program that was stopped (Ctrl+Z), or busy, first takes what
 * had come meanwhile.
 */
export function startWatchdog(milliseconds: number, bite: () => void): Watchdog {
	let timer: NodeJS.Timeout | undefined;
	let pauses = 0;
	let isStopped = false;
	const progress = (): void => {
		clearTimeout(timer);
		if (!isStopped && pauses === 0) {
			timer = setTimeout(() => {
				// What has come is read between two timers.
				timer = setTimeout(bite, 0);
			}, milliseconds);
		}
	};
	progress();
	return {
		progress,
		pause() {
			pauses++;
			clearTimeout(timer);
			let isOver = false;
			return () => {
				if (!isOver) {
					isOver = true;
					pauses--;
					progress();
				}
			};
		},
		stop() {
			isStopped = true;
			clearTimeout(timer);
		},
	};
}
