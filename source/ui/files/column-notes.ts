import {sizeText} from '../../core/files/show-entry.ts';
import {waitsForAnswer} from '../../core/prompts/what-is-asked.ts';
import {wrap} from '../../core/text/fit.ts';
import {counted, grouped} from '../../core/text/numbers.ts';
import {printable, printableName} from '../../core/text/printable.ts';
import {type Column, parentRow, rowUnderCursor} from '../../state/files/files-state.ts';

const sortNames = {name: 'by name', size: 'by size', time: 'by time', extension: 'by extension'};

/** What stands at the right of the title: the order where it is not the usual one, and the free space. */
export function titleNote({sort, space}: Column): string {
	const isPlain = sort.by === 'name' && !sort.isReversed;
	const order = isPlain ? '' : `${sortNames[sort.by]}${sort.isReversed ? ', reversed' : ''}`;
	// What the kernel makes up has no room.
	const free = space === null || space.total === 0 ? '' : `${sizeText(space.free)} free`;
	return [order, free].filter(Boolean).join(' · ');
}

function markedText({marks}: Column): string {
	let bytes = 0;
	for (const {type, size} of marks.values()) {
		bytes += type === 'file' ? size : 0;
	}
	return `${counted(marks.size, 'entry', 'entries')} marked, ${sizeText(bytes)}`;
}

/** How many entries there are, how many of them do not show, and how many are marked where a filter takes the place of that. */
export function countText(column: Column): string {
	const {entries, rows, status, isTruncated, marks, filter} = column;
	const shown = rows.length - (rows[0] === parentRow ? 1 : 0);
	const count = counted(entries.length, 'entry', 'entries');
	if (status.kind === 'reading') {
		return `${count} so far`;
	}
	if (status.kind === 'connecting') {
		// In place of a list there is more room for it.
		const isSaid = status.asked === null || entries.length === 0;
		return isSaid ? 'logging in …' : waitsForAnswer(printable(status.asked));
	}
	if (status.kind === 'refreshing' && !status.isQuiet) {
		return `${count}, reading anew`;
	}
	const parts = [shown === entries.length ? count : `${shown} of ${count}`];
	const marked = marks.size > 0 && filter.text !== '' ? `${grouped(marks.size)} marked` : '';
	return [marked, ...parts, isTruncated ? 'more than is listed' : ''].filter(Boolean).join(', ');
}

/** What is said of the row under the cursor, or of the marks: the whole name, and where a link leads. */
export function cursorText(column: Column): string {
	if (column.marks.size > 0) {
		return markedText(column);
	}
	const row = rowUnderCursor(column);
	if (row === null) {
		return '';
	}
	if (row.refused !== null) {
		return `${printableName(row.name)}: ${row.refused}`;
	}
	const link = column.links.get(row.name);
	const target = link === undefined ? '' : ` -> ${printableName(link.target)}`;
	return row === parentRow ? '' : printableName(row.name) + target;
}

/** Whether a column is not as it should be, and says why. */
export function isInTrouble(status: Column['status']): status is Extract<Column['status'], {reason: string}> {
	return status.kind === 'failed' || status.kind === 'lost';
}

/** What stands in the list where rows would, wrapped: why there are none. */
export function emptyText(column: Column, width: number): readonly string[] {
	const {status, rows, filter, entries, host} = column;
	const lines = (...paragraphs: readonly string[]): readonly string[] =>
		['', ...paragraphs].flatMap(text => wrap(printable(text), width - 2).map(part => ` ${part}`));
	if (status.kind === 'connecting' && entries.length === 0) {
		const waiting = status.asked === null ? [] : [waitsForAnswer(status.asked)];
		return lines(`Logging in to ${host ?? 'this machine'} … Esc cancels.`, ...waiting);
	}
	if (isInTrouble(status) && entries.length === 0) {
		return lines(...[status.reason, status.nextStep].filter(part => part !== null));
	}
	const shown = rows.length - (rows[0] === parentRow ? 1 : 0);
	if (shown > 0) {
		return [];
	}
	if (status.kind === 'reading') {
		return lines('reading …');
	}
	if (filter.text !== '') {
		return lines('Nothing here fits. Esc clears the filter.');
	}
	if (column.isTruncated && entries.length === 0) {
		return lines('Not read: it was cancelled. R reads it.');
	}
	return entries.length === 0 ? lines('Nothing here.') : lines('Only hidden files here: . shows them.');
}
