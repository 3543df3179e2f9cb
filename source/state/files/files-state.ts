import type {FileEntry, FileType} from '../../core/files/entry.ts';
import type {FileSort} from '../../core/files/order.ts';
import type {Memory} from '../../core/hosts/memory.ts';
import {type ListPosition, listStart} from '../../core/list/position.ts';
import {emptyField, type TextField} from '../../core/text/field.ts';

export const sides = ['left', 'right'] as const;
export type Side = (typeof sides)[number];

/** The row that leads up: first in every directory but the root, and part of no listing. */
export const parentRow: FileEntry = {
	name: '..',
	type: 'directory',
	size: 0,
	mtime: 0,
	mode: 0,
	uid: null,
	gid: null,
	refused: null,
};

/** Where a link leads: its text, and what is there; null for a link that leads nowhere. */
export type LinkTarget = {readonly target: string; readonly type: FileType | null};

export type Space = {readonly free: number; readonly total: number};

/** How it stands with the listing of a column. `lost`: the session has ended, what is on show is how it was. */
type ColumnStatus =
	| {readonly kind: 'reading' | 'ready'}
	/** `asked`: what somebody else is asked for the login. */
	| {readonly kind: 'connecting'; readonly asked: string | null}
	/** `isQuiet`: nobody asked for it, so nothing is said of it. */
	| {readonly kind: 'refreshing'; readonly isQuiet: boolean}
	| {readonly kind: 'failed' | 'lost'; readonly reason: string; readonly nextStep: string | null};

export type Column = {
	/** The alias of the host; null for this machine. */
	readonly host: string | null;
	/** The directory, absolute; empty before it is known. */
	readonly path: string;
	readonly status: ColumnStatus;
	/** Tells one reading from another: what comes late is of no use. */
	readonly run: number;
	/** All entries that have come, in the chosen order. */
	readonly entries: readonly FileEntry[];
	/** What a refresh has brought so far; it takes the place of the entries when it is whole. */
	readonly incoming: readonly FileEntry[] | null;
	/** What is on show: those entries that the filter lets through, below the row that leads up. */
	readonly rows: readonly FileEntry[];
	/** The marked entries by name. */
	readonly marks: ReadonlyMap<string, FileEntry>;
	readonly position: ListPosition;
	/** The name that gets the cursor when it arrives. */
	readonly wanted: string | null;
	readonly filter: TextField;
	readonly sort: FileSort;
	readonly hasHidden: boolean;
	/** By name, where those links lead that were looked at. */
	readonly links: ReadonlyMap<string, LinkTarget>;
	readonly space: Space | null;
	/** Whether the directory holds more than is ever listed. */
	readonly isTruncated: boolean;
};

/** The two columns of the Files screen. */
export type FilesState = {
	/** The side that has the keys. */
	readonly side: Side;
	readonly isFiltering: boolean;
	readonly columns: Readonly<Record<Side, Column>>;
	/** What is remembered: where hosts were left, and directories to come back to. */
	readonly places: Memory['places'];
	readonly bookmarks: Memory['bookmarks'];
};

/** A column of which nothing is known yet. */
export function emptyColumn(host: string | null): Column {
	return {
		host,
		path: '',
		status: {kind: 'connecting', asked: null},
		run: 0,
		entries: [],
		incoming: null,
		rows: [],
		marks: new Map(),
		position: listStart,
		wanted: null,
		filter: emptyField,
		sort: {by: 'name', isReversed: false},
		hasHidden: false,
		links: new Map(),
		space: null,
		isTruncated: false,
	};
}

export const startOfFiles: FilesState = {
	side: 'right',
	isFiltering: false,
	columns: {left: emptyColumn(null), right: emptyColumn(null)},
	places: {},
	bookmarks: {},
};

export function otherSide(side: Side): Side {
	return side === 'left' ? 'right' : 'left';
}

/** The column that has the keys. */
export function focusedColumn({side, columns}: FilesState): Column {
	return columns[side];
}

/** The row under the cursor of a column. */
export function rowUnderCursor({rows, position}: Column): FileEntry | null {
	return rows[position.cursor] ?? null;
}

/** What a command is about: the marked entries in their order, else the one under the cursor. Never the row that leads up. */
export function chosenEntries(column: Column): readonly FileEntry[] {
	if (column.marks.size > 0) {
		return column.entries.filter(({name}) => column.marks.has(name));
	}
	const row = rowUnderCursor(column);
	return row === null || row === parentRow ? [] : [row];
}

/** With what is remembered of places, as far as it was told. */
export function withMemory(files: FilesState, {places, bookmarks}: Partial<Memory>): FilesState {
	return {...files, places: places ?? files.places, bookmarks: bookmarks ?? files.bookmarks};
}
