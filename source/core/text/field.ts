import {cells, graphemes} from './fit.ts';
import {printable} from './printable.ts';

/** A line of text being edited. `cursor` counts graphemes before the cursor. */
export type TextField = {readonly text: string; readonly cursor: number};

export const emptyField: TextField = {text: '', cursor: 0};

export type FieldEdit =
	| {readonly insert: string}
	| 'delete-before'
	| 'delete-after'
	| 'delete-word'
	| 'delete-to-start'
	| 'delete-to-end'
	| 'left'
	| 'right'
	| 'start'
	| 'end';

/** A field that holds `text`, with the cursor behind it. */
export function fieldWith(text: string): TextField {
	return {text, cursor: graphemes(text).length};
}

/** Inserted text is one line: line ends and tabs become spaces, other control characters go. */
function oneLine(text: string): string {
	return text.replaceAll(/[\r\n\t]+/g, ' ').replaceAll(/[\u0000-\u001F\u007F-\u009F]/g, '');
}

function wordStart(parts: readonly string[], from: number): number {
	let start = from;
	while (start > 0 && parts[start - 1] === ' ') {
		start--;
	}
	while (start > 0 && parts[start - 1] !== ' ') {
		start--;
	}
	return start;
}

/** The field after an edit, as readline does it. */
export function edited(field: TextField, edit: FieldEdit): TextField {
	const parts = graphemes(field.text);
	const cursor = Math.min(field.cursor, parts.length);
	const without = (from: number, to: number): TextField => ({
		text: [...parts.slice(0, from), ...parts.slice(to)].join(''),
		cursor: from,
	});
	if (typeof edit === 'object') {
		const before = parts.slice(0, cursor).join('') + oneLine(edit.insert);
		return {text: before + parts.slice(cursor).join(''), cursor: graphemes(before).length};
	}
	switch (edit) {
		case 'delete-before':
			return cursor === 0 ? field : without(cursor - 1, cursor);
		case 'delete-after':
			return without(cursor, cursor + 1);
		case 'delete-word':
			return without(wordStart(parts, cursor), cursor);
		case 'delete-to-start':
			return without(0, cursor);
		case 'delete-to-end':
			return without(cursor, parts.length);
		case 'left':
			return {...field, cursor: Math.max(0, cursor - 1)};
		case 'right':
			return {...field, cursor: Math.min(parts.length, cursor + 1)};
		case 'start':
			return {...field, cursor: 0};
		case 'end':
			return {...field, cursor: parts.length};
	}
}

/** What of a field is on screen: clean text of less than `width` cells, and the cell of it where the cursor stands. */
export type FieldView = {readonly text: string; readonly cursor: number};

/** A field in `width` cells, scrolled so that the cursor and what is before it can be seen; `…` stands for what is left of it. */
export function fieldView({text, cursor}: TextField, width: number): FieldView {
	const parts = graphemes(text).map(printable);
	const widths = parts.map(cells);
	const room = Math.max(0, width - 1);
	let start = Math.min(cursor, parts.length);
	let before = widths.slice(0, start).reduce((sum, part) => sum + part, 0);
	let shown = before > room && room > 0 ? '…' : '';
	if (before <= room) {
		start = 0;
	} else {
		before = cells(shown);
		while (start > 0 && before + (widths[start - 1] ?? 0) <= room) {
			start--;
			before += widths[start] ?? 0;
		}
	}
	let left = room - cells(shown);
	for (let at = start; at < parts.length && (widths[at] ?? 0) <= left; at++) {
		left -= widths[at] ?? 0;
		shown += parts[at] ?? '';
	}
	return {text: shown, cursor: before};
}
