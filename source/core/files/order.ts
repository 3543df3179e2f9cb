import type {FileEntry} from './entry.ts';

export type FileOrder = 'name' | 'size' | 'time' | 'extension';
export type FileSort = {readonly by: FileOrder; readonly isReversed: boolean};

type Compare = (a: FileEntry, b: FileEntry) => number;

const zero = 0x30;

function isDigit(code: number): boolean {
	return code >= zero && code <= 0x39;
}

/** Letters of ASCII fold to small ones: locales would cost a second in a directory of 100,000. */
function folded(code: number): number {
	return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
}

function pastDigits(text: string, from: number): number {
	let at = from;
	while (isDigit(text.charCodeAt(at))) {
		at++;
	}
	return at;
}

function pastZeros(text: string, from: number): number {
	let at = from;
	while (text.charCodeAt(at) === zero && isDigit(text.charCodeAt(at + 1))) {
		at++;
	}
	return at;
}

/** The order of names as people count: `log-2` before `log-10`, capitals beside small letters. Two different names are never equal. */
export function compareNames(a: string, b: string): number {
	let i = 0;
	let j = 0;
	while (i < a.length && j < b.length) {
		const x = a.charCodeAt(i);
		const y = b.charCodeAt(j);
		if (isDigit(x) && isDigit(y)) {
			i = pastZeros(a, i);
			j = pastZeros(b, j);
			const length = pastDigits(a, i) - i;
			const other = pastDigits(b, j) - j;
			if (length !== other) {
				return length - other;
			}
			for (let end = i + length; i < end; i++, j++) {
				const difference = a.charCodeAt(i) - b.charCodeAt(j);
				if (difference !== 0) {
					return difference;
				}
			}
			continue;
		}
		const difference = x === y ? 0 : folded(x) - folded(y);
		if (difference !== 0) {
			return difference;
		}
		i++;
		j++;
	}
	return a.length - i - (b.length - j) || (a < b ? -1 : a > b ? 1 : 0);
}

function extensionOf(name: string): string {
	const dot = name.lastIndexOf('.');
	return dot <= 0 ? '' : name.slice(dot + 1);
}

const orders: Readonly<Record<FileOrder, Compare>> = {
	name: (a, b) => compareNames(a.name, b.name),
	size: (a, b) => b.size - a.size || compareNames(a.name, b.name),
	time: (a, b) => b.mtime - a.mtime || compareNames(a.name, b.name),
	extension: (a, b) => compareNames(extensionOf(a.name), extensionOf(b.name)) || compareNames(a.name, b.name),
};

/** How entries are ordered: directories first whatever the order, largest and latest first where these count. */
export function entryOrder({by, isReversed}: FileSort): Compare {
	const order = orders[by];
	return (a, b) => {
		const apart = Number(b.type === 'directory') - Number(a.type === 'directory');
		return apart || (isReversed ? order(b, a) : order(a, b));
	};
}

/** Two lists in an order as one in that order, in time in proportion to their length. */
export function mergedEntries(
	a: readonly FileEntry[],
	b: readonly FileEntry[],
	order: Compare,
): readonly FileEntry[] {
	const merged: FileEntry[] = [];
	let i = 0;
	let j = 0;
	while (i < a.length && j < b.length) {
		const x = a[i] as FileEntry;
		const y = b[j] as FileEntry;
		if (order(x, y) <= 0) {
			merged.push(x);
			i++;
		} else {
			merged.push(y);
			j++;
		}
	}
	return merged.concat(a.slice(i), b.slice(j));
}

/** So many entries are put in order at once: what takes longer would be felt. */
const stepSize = 4000;

/**
 * Puts many entries in order, a few milliseconds of work between two yields; the last value is the list. Other work can be
 * done in between.
 */
export function* sortInSteps(
	entries: readonly FileEntry[],
	order: Compare,
): Generator<undefined, readonly FileEntry[]> {
	let parts: (readonly FileEntry[])[] = [];
	for (let at = 0; at < entries.length; at += stepSize) {
		parts.push(entries.slice(at, at + stepSize).sort(order));
		yield;
	}
	while (parts.length > 1) {
		const merged: (readonly FileEntry[])[] = [];
		for (let at = 0; at < parts.length; at += 2) {
			merged.push(mergedEntries(parts[at] ?? [], parts[at + 1] ?? [], order));
			yield;
		}
		parts = merged;
	}
	return parts[0] ?? [];
}

/** The same entries in the reversed order, directories still first. */
export function reversedEntries(entries: readonly FileEntry[]): readonly FileEntry[] {
	const found = entries.findIndex(({type}) => type !== 'directory');
	const end = found === -1 ? entries.length : found;
	return [...entries.slice(0, end).reverse(), ...entries.slice(end).reverse()];
}
