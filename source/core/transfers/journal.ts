import {
	isBoolean,
	isCount,
	isListOf,
	isNullOr,
	isObjectOf,
	isOneOf,
	isText,
	parseMessage,
} from '../keeper/shape.ts';
import type {Ending} from './ending.ts';
import type {Decision, InPlaceDecision, TransferRequest} from './transfer.ts';

const isPath = isText(32 * 1024);
/** More than a transfer can have. */
const mostItems = 1_100_000;
const isPaths = isListOf(isPath, mostItems);
const isHost = isText(1024);
const isDecision = isOneOf('overwrite', 'if-newer', 'if-size-differs', 'resume', 'rename', 'skip');
const isInteger = (value: unknown): value is number => Number.isSafeInteger(value);
const isInPlace = isOneOf('in-place', 'skip');

const isRequest = isObjectOf({
	source: isObjectOf({host: isNullOr(isHost), paths: isListOf(isPath, 100_000)}),
	target: isObjectOf({host: isNullOr(isHost), directory: isPath}),
	name: isNullOr(isText(1024)),
	isMove: isBoolean,
	followsLinks: isBoolean,
	onConflict: isNullOr(isDecision),
	onProtected: isNullOr(isInPlace),
});

const isReason = isText(256 * 1024);
const isTold = isListOf(isObjectOf({path: isPath, reason: isReason}), 1000);
const isTotals = isObjectOf({files: isCount, directories: isCount, links: isCount, bytes: isCount});

/** The lines of a journal; `from` is the path of an item at the source. */
const shapes = {
	transfer: {version: isCount, createdAt: isCount, request: isRequest},
	/** A file of this size and time was begun. */
	began: {from: isPath, size: isCount, mtime: isCount},
	/** Its part file holds all bytes up to here. */
	mark: {from: isPath, at: isCount},
	/** What has this path at the target makes way for a file of this size that takes its place. */
	aside: {from: isPath, path: isPath, size: isCount},
	/** Files and links that have arrived, and what each was then. */
	done: {
		from: isPaths,
		size: isListOf(isCount, mostItems),
		mtime: isListOf(isInteger, mostItems),
	},
	/** Files and links of a move in whose places there was something before anything was moved. */
	there: {from: isPaths},
	/** Directories that are about to be made, where nothing has their names. */
	making: {from: isPaths},
	/** Those whose sources are about to be emptied, which changes their times: what those were. */
	times: {from: isPaths, mtime: isListOf(isInteger, mostItems)},
	/** Directories that were made, whose modes and times are set at the end. */
	made: {from: isPaths},
	/** The name that an item gets at the target, and what is done to what is there. */
	decided: {
		from: isPath,
		name: isText(1024),
		action: isOneOf('create', 'overwrite', 'resume', 'in-place', 'skip'),
	},
	policy: {onConflict: isNullOr(isDecision), onProtected: isNullOr(isInPlace)},
	/** It failed in the end; and what did is tried again. */
	failed: {
		at: isCount,
		reason: isNullOr(isReason),
		shown: isObjectOf({
			...{totals: isNullOr(isTotals), done: isTotals, skipped: isCount, unfit: isCount},
			...{failed: isCount, failures: isTold, left: isTold},
		}),
		missing: isListOf(isObjectOf({key: isPath, path: isPath}), 1000),
		hasParts: isBoolean,
	},
	again: {},
};

export type JournalLine =
	| {
			readonly type: 'transfer';
			readonly version: 1;
			readonly createdAt: number;
			readonly request: TransferRequest;
	  }
	| {readonly type: 'began'; readonly from: string; readonly size: number; readonly mtime: number}
	| {readonly type: 'mark'; readonly from: string; readonly at: number}
	| ({readonly type: 'aside'; readonly from: string} & Aside)
	| {
			readonly type: 'done';
			readonly from: readonly string[];
			readonly size: readonly number[];
			readonly mtime: readonly number[];
	  }
	| {readonly type: 'there' | 'making' | 'made'; readonly from: readonly string[]}
	| {readonly type: 'times'; readonly from: readonly string[]; readonly mtime: readonly number[]}
	| {readonly type: 'decided'; readonly from: string; readonly name: string; readonly action: DecidedAction}
	| {
			readonly type: 'policy';
			readonly onConflict: Decision | null;
			readonly onProtected: InPlaceDecision | null;
	  }
	| ({readonly type: 'failed'} & Ending)
	| {readonly type: 'again'};

type DecidedAction = 'create' | 'overwrite' | 'resume' | 'in-place' | 'skip';

/** What a source was: bytes, and whole seconds since the epoch. */
export type Was = {readonly size: number; readonly mtime: number};

/** A file that was begun: what its source was then, and up to where its part file is whole. */
export type Begun = Was & {readonly mark: number};

/** A file that makes way for one of this size, which takes its name, `path`. */
export type Aside = {readonly path: string; readonly size: number};

/** What a journal knows of a transfer. */
export type Journal = {
	readonly request: TransferRequest;
	readonly createdAt: number;
	readonly begun: ReadonlyMap<string, Begun>;
	readonly asides: ReadonlyMap<string, Aside>;
	readonly done: ReadonlyMap<string, Was>;
	/** Of a move: what had something in its place before; null where it was not looked at. */
	readonly there: ReadonlySet<string> | null;
	readonly making: ReadonlySet<string>;
	readonly made: ReadonlySet<string>;
	/** Of directories, before their sources were emptied. */
	readonly times: ReadonlyMap<string, number>;
	readonly decided: ReadonlyMap<string, {readonly name: string; readonly action: DecidedAction}>;
	readonly policy: {readonly onConflict: Decision | null; readonly onProtected: InPlaceDecision | null};
	/** How it failed; null where it was interrupted. */
	readonly ending: Ending | null;
};

/** A line of the journal, with its newline. */
export function printJournalLine(line: JournalLine): string {
	return `${JSON.stringify(line)}\n`;
}

/** A journal's text without its marks: they are most of it where a file takes long. */
export function withoutMarks(text: string): string {
	const lines = text.split('\n').filter(line => line !== '' && !line.startsWith('{"type":"mark",'));
	return lines.map(line => `${line}\n`).join('');
}

/** Reads a journal; null when it does not begin as one. A line that was cut short, or makes no sense, is left out. */
export function parseJournal(text: string): Journal | null {
	const [head, ...rest] = text.split('\n');
	const first = parseMessage(shapes, head ?? '');
	if (first?.type !== 'transfer' || first.version !== 1 || !isSound(first.request)) {
		return null;
	}
	const begun = new Map<string, Begun>();
	const asides = new Map<string, Aside>();
	const done = new Map<string, Was>();
	let there: Journal['there'] = null;
	const making = new Set<string>();
	const made = new Set<string>();
	const times = new Map<string, number>();
	const decided = new Map<string, {name: string; action: DecidedAction}>();
	let policy: Journal['policy'] = first.request;
	let ending: Ending | null = null;
	for (const line of rest) {
		const entry = line === '' ? null : parseMessage(shapes, line);
		switch (entry?.type) {
			case 'began':
				begun.set(entry.from, {size: entry.size, mtime: entry.mtime, mark: 0});
				break;
			case 'mark': {
				const file = begun.get(entry.from);
				if (file !== undefined) {
					begun.set(entry.from, {...file, mark: entry.at});
				}
				break;
			}
			case 'aside':
				asides.set(entry.from, {path: entry.path, size: entry.size});
				break;
			case 'done':
				for (const [index, from] of entry.from.entries()) {
					const [size, mtime] = [entry.size[index], entry.mtime[index]];
					if (size !== undefined && mtime !== undefined) {
						done.set(from, {size, mtime});
						begun.delete(from);
						asides.delete(from);
					}
				}
				break;
			case 'there':
				there = new Set(entry.from);
				break;
			case 'making':
			case 'made':
				for (const from of entry.from) {
					(entry.type === 'made' ? made : making).add(from);
				}
				break;
			case 'times':
				for (const [index, from] of entry.from.entries()) {
					const mtime = entry.mtime[index];
					if (mtime !== undefined) {
						times.set(from, mtime);
					}
				}
				break;
			case 'decided':
				decided.set(entry.from, {name: entry.name, action: entry.action});
				break;
			case 'policy':
				policy = {onConflict: entry.onConflict, onProtected: entry.onProtected};
				break;
			case 'failed':
				ending = entry;
				break;
			case 'again':
				ending = null;
				break;
			default:
		}
	}
	return {
		request: first.request,
		createdAt: first.createdAt,
		begun,
		asides,
		done,
		there,
		making,
		made,
		times,
		decided,
		policy: {onConflict: policy.onConflict, onProtected: policy.onProtected},
		ending,
	};
}

function isSound({source, target, name}: TransferRequest): boolean {
	return (
		source.paths.every(path => path.startsWith('/')) &&
		target.directory.startsWith('/') &&
		(name === null || !name.includes('/'))
	);
}
