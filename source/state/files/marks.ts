import type {FileEntry} from '../../core/files/entry.ts';
import {moved} from '../../core/list/position.ts';
import {compileGlob} from '../../core/text/glob.ts';
import {type Column, parentRow, rowUnderCursor} from './files-state.ts';

/** Whether an entry can be marked: neither the row that leads up nor one whose name is not safe. */
function isMarkable(entry: FileEntry): boolean {
	return entry !== parentRow && entry.refused === null;
}

/** Space: the mark of the row under the cursor, and down to the next as mc does. */
export function markToggled(column: Column, height: number): Column {
	const row = rowUnderCursor(column);
	const position = moved(column.position, {rows: 1}, column.rows.length, height);
	if (row === null || !isMarkable(row)) {
		return {...column, position};
	}
	const marks = new Map(column.marks);
	if (!marks.delete(row.name)) {
		marks.set(row.name, row);
	}
	return {...column, marks, position};
}

/** What is on show and was not marked is marked, and the other way round. */
export function marksInverted(column: Column): Column {
	const marks = new Map(column.marks);
	for (const row of column.rows) {
		if (isMarkable(row) && !marks.delete(row.name)) {
			marks.set(row.name, row);
		}
	}
	return {...column, marks};
}

/** What is on show and fits a glob is marked, or no longer. */
export function markedByGlob(column: Column, pattern: string, isMarked: boolean): Column {
	const fits = compileGlob(pattern);
	const marks = new Map(column.marks);
	for (const row of column.rows) {
		if (isMarkable(row) && fits(row.name)) {
			if (isMarked) {
				marks.set(row.name, row);
			} else {
				marks.delete(row.name);
			}
		}
	}
	return {...column, marks};
}

/** Without the marks of some names, or of all (null). */
export function marksCleared(column: Column, names: readonly string[] | null): Column {
	if (column.marks.size === 0) {
		return column;
	}
	const marks = new Map(names === null ? [] : column.marks);
	for (const name of names ?? []) {
		marks.delete(name);
	}
	return {...column, marks};
}
