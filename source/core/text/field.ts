import {cells, graphemes, isPlain} from './fit.ts';
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
	if (typeof edit === 'object' && isPlain(field.text) && isPlain(edit.insert)) {
		// A paste may come as single characters: ten thousand of them must not be taken apart for each.
		const [before, after] = [field.text.slice(0, field.cursor), field.text.slice(field.cursor)];
		return {text: before + edit.insert + after, cursor: before.length + edit.insert.length};
	}
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

/** Where the characters begin that go into `room` cells before `end`. */
function startOf(parts: readonly string[], end: number, room: number): number {
	let start = end;
	let left = room;
	while (start > 0) {
		left -= cells(printable(parts[start - 1] ?? ''));
		if (left < 0) {
			break;
		}
		start--;
	}
	return start;
}

/**
 * A field in `width` cells, scrolled so that the cursor and what is before it can be seen; `…` stands for what is left of
 * it. Only what is on screen is measured: a field may hold a megabyte.
 */
export function fieldView({text, cursor}: TextField, width: number): FieldView {
	if (text.length > 4 * width + 8 && isPlain(text)) {
		const from = Math.max(0, Math.min(cursor, text.length) - width - 1);
		return fieldView({text: text.slice(from, cursor + width), cursor: cursor - from}, width);
	}
	const parts = graphemes(text);
	const room = Math.max(0, width - 1);
	const end = Math.min(cursor, parts.length);
	const fitting = startOf(parts, end, room);
	const isCut = fitting > 0 && room > 0;
	const start = isCut ? startOf(parts, end, room - 1) : fitting;
	const before = (isCut ? '…' : '') + parts.slice(start, end).map(printable).join('');
	let shown = before;
	let left = room - cells(before);
	for (let at = end; at < parts.length; at++) {
		const part = printable(parts[at] ?? '');
		left -= cells(part);
		if (left < 0) {
			break;
		}
		shown += part;
	}
	return {text: shown, cursor: cells(before)};
}
