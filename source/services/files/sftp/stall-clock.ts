export type StallClock = {
	/** Something came or went. */
	progress(): void;
	stop(): void;
};

const tick = 1000;
/** What may take long on a server's disk (a flush, a copy there) may take so many times longer. */
const slowness = 10;

/**
 * Calls `stalled` after so many seconds without progress while something is waited for. It counts ticks, not time: a
 * program that was stopped (Ctrl+Z) finds what had arrived meanwhile before it gives up.
 */
export function startStallClock(options: {
	isWaiting(): boolean;
	isSlow(): boolean;
	readonly patience: number;
	stalled(seconds: number): void;
}): StallClock {
	const {isWaiting, isSlow, patience, stalled} = options;
	let ticks = 0;
	const timer = setInterval(() => {
		ticks = isWaiting() ? ticks + 1 : 0;
		const limit = patience * (isSlow() ? slowness : 1);
		if (ticks > limit) {
			stalled(limit);
		}
	}, tick);
	timer.unref();
	return {
		progress() {
			ticks = 0;
		},
		stop: () => clearInterval(timer),
	};
}
