import type {FileEntry} from '../../core/files/entry.ts';
import {nameFilter} from '../../core/files/name-filter.ts';
import {entryOrder, mergedEntries, reversedEntries} from '../../core/files/order.ts';
import {listStart, settle} from '../../core/list/position.ts';
import {emptyField} from '../../core/text/field.ts';
import type {Sorted} from './files-events.ts';
import {type Column, parentRow} from './files-state.ts';

/** What is on show of the entries; under a filter the row that leads up stands aside. */
function shownRows({entries, filter, hasHidden, path}: Column): readonly FileEntry[] {
	const query = filter.text;
	const fits = query === '' ? null : nameFilter(query);
	const shown =
		fits === null && hasHidden
			? entries
			: entries.filter(({name}) => (hasHidden || !name.startsWith('.')) && (fits === null || fits(name)));
	return path === '/' || path === '' || fits !== null ? shown : [parentRow, ...shown];
}

/** A column with its rows made anew, its cursor on the name that is wanted or on the one where it was. */
export function withRows(column: Column, height: number): Column {
	const rows = shownRows(column);
	const {cursor, first} = column.position;
	const isThere = (name: string): number => rows.findIndex(row => row.name === name);
	const wanted = column.wanted === null ? -1 : isThere(column.wanted);
	if (wanted !== -1) {
		const position = settle({cursor: wanted, first}, rows.length, height);
		return {...column, rows, position, wanted: null};
	}
	// Who has not moved yet looks at the start, whatever arrives there.
	const name = cursor === 0 ? undefined : column.rows[cursor]?.name;
	const found = name === undefined ? -1 : isThere(name);
	const shift = found === -1 ? 0 : found - cursor;
	return {
		...column,
		rows,
		position: settle({cursor: cursor + shift, first: first + shift}, rows.length, height),
	};
}

/** A column that begins to read a directory: blank, or as it was where it is the same directory. */
export function readingBegun(
	column: Column,
	{path, run, wanted, isQuiet}: {path: string; run: number; wanted: string | null; isQuiet: boolean},
	height: number,
): Column {
	const isWhole = column.status.kind === 'ready' && !column.isTruncated;
	if (path === column.path && (column.entries.length > 0 || isWhole)) {
		return {...column, run, wanted, incoming: [], status: {kind: 'refreshing', isQuiet}};
	}
	const blank: Column = {
		...column,
		path,
		run,
		wanted,
		status: {kind: 'reading'},
		entries: [],
		rows: [],
		incoming: null,
		marks: new Map(),
		links: new Map(),
		filter: emptyField,
		position: listStart,
		isTruncated: false,
	};
	return withRows(blank, height);
}

/** A column after some entries have come, in whatever order. */
export function entriesArrived(column: Column, entries: readonly FileEntry[], height: number): Column {
	const order = entryOrder(column.sort);
	const merged = mergedEntries(column.incoming ?? column.entries, entries.toSorted(order), order);
	if (column.incoming !== null) {
		return {...column, incoming: merged};
	}
	return withRows({...column, entries: merged}, height);
}

/** A column whose directory has come whole: after a refresh its marks and its cursor are on the names that are still there. */
export function readingEnded(column: Column, isTruncated: boolean, height: number): Column {
	const ended: Column = {...column, isTruncated, status: {kind: 'ready'}, incoming: null};
	if (column.incoming === null) {
		return {...ended, wanted: null};
	}
	const entries = column.incoming;
	const marks =
		column.marks.size === 0
			? column.marks
			: new Map(entries.filter(({name}) => column.marks.has(name)).map(entry => [entry.name, entry]));
	return {...withRows({...ended, entries, marks}, height), wanted: null};
}

/** A column in another order; `made` is that order where it was made of the same entries. */
export function sorted(
	column: Column,
	sort: Column['sort'],
	made: Sorted | undefined,
	height: number,
): Column {
	const order = entryOrder(sort);
	const incoming = column.incoming?.toSorted(order) ?? null;
	const entries = made?.from === column.entries ? made.to : column.entries.toSorted(order);
	return withRows({...column, sort, incoming, entries}, height);
}

/** A column in the reversed order. */
export function reversed(column: Column, height: number): Column {
	const {by, isReversed} = column.sort;
	const incoming = column.incoming === null ? null : reversedEntries(column.incoming);
	const entries = reversedEntries(column.entries);
	return withRows({...column, sort: {by, isReversed: !isReversed}, incoming, entries}, height);
}
