/** What Sallyport remembers of a host; times in milliseconds since the epoch. */
export type HostHistory = {
	readonly lastUsed: number;
	readonly lastOk: number | null;
	readonly lastFailure: {readonly at: number; readonly reason: string} | null;
};

/** What is remembered between runs. */
export type Memory = {
	readonly history: Readonly<Record<string, HostHistory>>;
	readonly pins: readonly string[];
};

/** What is remembered of a host. Its name may be that of a part of every object (`constructor`). */
export function historyOf(history: Memory['history'], alias: string): HostHistory | undefined {
	return Object.hasOwn(history, alias) ? history[alias] : undefined;
}

export const emptyMemory: Memory = {history: {}, pins: []};

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

/** Reads what was remembered; null when the text is not what `printMemory` writes. Entries that make no sense are left out. */
export function parseMemory(text: string): Memory | null {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return null;
	}
	if (!isObject(value) || !isObject(value['hosts']) || !Array.isArray(value['pins'])) {
		return null;
	}
	const entries = Object.entries(value['hosts']).flatMap(([alias, entry]) => {
		const history = parseHistory(entry);
		return history === null ? [] : [[alias, history] as const];
	});
	return {
		history: Object.fromEntries(entries),
		pins: value['pins'].filter((pin): pin is string => typeof pin === 'string'),
	};
}

/** The text of the file that remembers. */
export function printMemory({history, pins}: Memory): string {
	return `${JSON.stringify({version: 1, hosts: history, pins}, undefined, '\t')}\n`;
}
