/** How bytes came over time: samples of the last seconds, oldest first. Milliseconds and bytes. */
export type Pace = {readonly samples: ReadonlyArray<readonly [time: number, bytes: number]>};

export const noPace: Pace = {samples: []};

/** The rate is that of so many milliseconds: long enough to be calm, short enough to be true. */
const memory = 5000;
/** Less than this says nothing yet. */
const least = 500;
const apart = 200;

/** Adds how many bytes there are in all at a time. A total that shrinks (a file begun anew) starts the pace anew. */
export function paced({samples}: Pace, time: number, bytes: number): Pace {
	const last = samples.at(-1);
	if (last !== undefined && bytes < last[1]) {
		return {samples: [[time, bytes]]};
	}
	if (last !== undefined && samples.length > 1 && time - samples.at(-2)![0] < apart) {
		return {samples: [...samples.slice(0, -1), [time, bytes]]};
	}
	const first = samples.findLastIndex(([then]) => time - then >= memory);
	return {samples: [...samples.slice(Math.max(0, first)), [time, bytes]]};
}

/** Bytes a second over the last seconds up to now; null while nobody can know. */
export function rateOf({samples}: Pace, now: number): number | null {
	const first = samples[0];
	const last = samples.at(-1);
	if (first === undefined || last === undefined) {
		return null;
	}
	// Silence counts: a link that hangs has a falling rate.
	const time = Math.max(now, last[0]) - first[0];
	return time < least ? null : ((last[1] - first[1]) * 1000) / time;
}

/** Seconds until so many bytes are through at a rate; null where that is not to be said. */
export function secondsFor(bytes: number, rate: number | null): number | null {
	if (bytes <= 0) {
		return 0;
	}
	return rate === null || rate < 1 ? null : bytes / rate;
}
