import {isLaterFormat} from '../file-version.ts';

/** What Sallyport remembers of a host; times in milliseconds since the epoch. */
export type HostHistory = {
	readonly lastUsed: number;
	readonly lastOk: number | null;
	readonly lastFailure: {readonly at: number; readonly reason: string} | null;
};

/** Where the two columns of files were when a host was left. */
type FilePlaces = {readonly left: string; readonly right: string};

/** What is remembered between runs. */
export type Memory = {
	readonly history: Readonly<Record<string, HostHistory>>;
	readonly pins: readonly string[];
	/** By host. */
	readonly places: Readonly<Record<string, FilePlaces>>;
	/** Directories by host; those of this machine stand under the empty name. */
	readonly bookmarks: Readonly<Record<string, readonly string[]>>;
};

/** What is remembered of a host. Its name may be that of a part of every object (`constructor`). */
export function historyOf(history: Memory['history'], alias: string): HostHistory | undefined {
	return recalled(history, alias);
}

/** What is remembered under a name in one of its parts. */
export function recalled<Value>(part: Readonly<Record<string, Value>>, name: string): Value | undefined {
	return Object.hasOwn(part, name) ? part[name] : undefined;
}

export const emptyMemory: Memory = {history: {}, pins: [], places: {}, bookmarks: {}};

/** What is remembered of a host under the name that it has now. */
export function renamed(memory: Memory, from: string, to: string): Memory {
	const part = <Value>(values: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> =>
		Object.fromEntries(
			Object.entries(values)
				.filter(([name]) => name !== to || !Object.hasOwn(values, from))
				.map(([name, value]) => [name === from ? to : name, value]),
		);
	return {
		history: part(memory.history),
		pins: [...new Set(memory.pins.map(name => (name === from ? to : name)))],
		places: part(memory.places),
		bookmarks: part(memory.bookmarks),
	};
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseHistory(value: unknown): HostHistory | null {
	if (!isObject(value) || typeof value['lastUsed'] !== 'number') {
		return null;
	}
	const {lastUsed, lastOk, lastFailure} = value;
	const isFailure =
		isObject(lastFailure) &&
		typeof lastFailure['at'] === 'number' &&
		typeof lastFailure['reason'] === 'string';
	return {
		lastUsed,
		lastOk: typeof lastOk === 'number' ? lastOk : null,
		lastFailure: isFailure
			? {at: lastFailure['at'] as number, reason: lastFailure['reason'] as string}
			: null,
	};
}

function texts(value: unknown): string[] {
	return Array.isArray(value) ? value.filter((text): text is string => typeof text === 'string') : [];
}

/** What is an object of entries that make sense; each that makes none is left out. */
function recordOf<Value>(
	value: unknown,
	read: (entry: unknown) => Value | null,
): Readonly<Record<string, Value>> {
	const entries = Object.entries(isObject(value) ? value : {}).flatMap(([name, entry]) => {
		const made = read(entry);
		return made === null ? [] : [[name, made] as const];
	});
	return Object.fromEntries(entries);
}

function parsePlaces(value: unknown): FilePlaces | null {
	if (!isObject(value) || typeof value['left'] !== 'string' || typeof value['right'] !== 'string') {
		return null;
	}
	return {left: value['left'], right: value['right']};
}

/**
 * Reads what was remembered; `damaged` when the text is not what `printMemory` writes, `later` when a later program wrote
 * it. Entries that make no sense are left out.
 */
export function parseMemory(text: string): Memory | 'damaged' | 'later' {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return 'damaged';
	}
	if (isLaterFormat(value)) {
		return 'later';
	}
	if (!isObject(value) || !isObject(value['hosts']) || !Array.isArray(value['pins'])) {
		return 'damaged';
	}
	return {
		history: recordOf(value['hosts'], parseHistory),
		pins: texts(value['pins']),
		places: recordOf(value['places'], parsePlaces),
		bookmarks: recordOf(value['bookmarks'], texts),
	};
}

/** The text of the file that remembers. */
export function printMemory({history, pins, places, bookmarks}: Memory): string {
	return `${JSON.stringify({version: 1, hosts: history, pins, places, bookmarks}, undefined, '\t')}\n`;
}
