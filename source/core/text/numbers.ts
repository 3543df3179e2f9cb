const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** A time span in seconds as a short text: `now`, `5 min`, `3 h`, `12 d`, `4 mo`, `2 y`. */
export function span(seconds: number): string {
	if (seconds < minute) {
		return seconds < 10 ? 'now' : `${Math.floor(seconds)} s`;
	}
	if (seconds < hour) {
		return `${Math.floor(seconds / minute)} min`;
	}
	if (seconds < 2 * day) {
		return `${Math.floor(seconds / hour)} h`;
	}
	if (seconds < 60 * day) {
		return `${Math.floor(seconds / day)} d`;
	}
	return seconds < 730 * day
		? `${Math.floor(seconds / (30 * day))} mo`
		: `${Math.floor(seconds / (365 * day))} y`;
}

/** How long ago a time was, both in milliseconds since the epoch. */
export function ago(then: number, now: number): string {
	const text = span(Math.max(0, now - then) / 1000);
	return text === 'now' ? text : `${text} ago`;
}

/** A whole number in groups of three digits: `1,000`. */
export function grouped(count: number): string {
	return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}

/** A count with its noun: `1 host`, `1,000 hosts`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
	return `${grouped(count)} ${count === 1 ? noun : plural}`;
}
