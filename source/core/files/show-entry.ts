const units = ['B', 'K', 'M', 'G', 'T', 'P', 'E'] as const;

/** A size in at most six cells, by powers of 1024 as `ls -h` has it: `0 B`, `999 B`, `1.5 K`, `238 M`. */
export function sizeText(bytes: number): string {
	let value = bytes;
	let unit = 0;
	while (value >= 999.5 && unit < units.length - 1) {
		value /= 1024;
		unit++;
	}
	const digits = unit === 0 || value >= 9.95 ? String(Math.round(value)) : value.toFixed(1);
	return `${digits} ${units[unit]}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const halfYear = 182 * 24 * 3600 * 1000;
const latest = 8_640_000_000_000;

function two(value: number): string {
	return String(value).padStart(2, '0');
}

/**
 * A time as `ls -l` writes it, in the zone of this machine: `Nov 24 19:03`, and for one that is more than half a year away
 * (or ahead) `Nov 24  2019`. `mtime` is in seconds, `now` in milliseconds since the epoch. Twelve cells.
 */
export function timeText(mtime: number, now: number): string {
	if (!Number.isFinite(mtime) || Math.abs(mtime) > latest) {
		return '?'.padEnd(12);
	}
	const date = new Date(mtime * 1000);
	const day = `${months[date.getMonth()]} ${String(date.getDate()).padStart(2)}`;
	const age = now - date.getTime();
	const isNear = age < halfYear && age > -24 * 3600 * 1000;
	const rest = isNear
		? `${two(date.getHours())}:${two(date.getMinutes())}`
		: String(date.getFullYear()).slice(-5).padStart(5);
	return `${day} ${rest}`;
}

/** Two times to be compared: where they would look the same and are not, both with all that tells them apart. */
export function timePair(one: number, other: number, now: number): readonly [string, string] {
	const [first, second] = [timeText(one, now), timeText(other, now)];
	return first === second && Math.floor(one) !== Math.floor(other)
		? [exactTime(one), exactTime(other)]
		: [first, second];
}

function exactTime(mtime: number): string {
	const date = new Date(mtime * 1000);
	if (Number.isNaN(date.getTime())) {
		return '?';
	}
	const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
	return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}

/** A mode as `ls -l` writes it without the type: `rwxr-xr-x`, setuid, setgid and sticky bits included. */
export function modeText(mode: number): string {
	const bits = (shift: number, special: number, letter: string): string => {
		const part = mode >> shift;
		const runs = (part & 1) === 1;
		const last = (mode & special) === 0 ? (runs ? 'x' : '-') : runs ? letter : letter.toUpperCase();
		return `${part & 4 ? 'r' : '-'}${part & 2 ? 'w' : '-'}${last}`;
	};
	return bits(6, 0o4000, 's') + bits(3, 0o2000, 's') + bits(0, 0o1000, 't');
}

/** A mode as chmod takes it: `0644`. */
export function octalText(mode: number): string {
	return (mode & 0o7777).toString(8).padStart(4, '0');
}

/**
 * A mode from what a person typed: octal (`644`, `0644`, `4755`) or nine letters as `ls -l` writes them (`rw-r--r--`).
 * Null when it is neither.
 */
export function parseMode(text: string): number | null {
	const typed = text.trim();
	if (/^[0-7]{3,4}$/.test(typed)) {
		return Number.parseInt(typed, 8);
	}
	if (!/^(?:[r-][w-][xsS-]){2}[r-][w-][xtT-]$/.test(typed)) {
		return null;
	}
	let mode = 0;
	for (const [index, letter] of [...typed].entries()) {
		const bit = 1 << (8 - index);
		if (letter !== '-' && letter !== 'S' && letter !== 'T') {
			mode |= bit;
		}
		if (letter === 's' || letter === 'S') {
			mode |= index === 2 ? 0o4000 : 0o2000;
		}
		if (letter === 't' || letter === 'T') {
			mode |= 0o1000;
		}
	}
	return mode;
}
