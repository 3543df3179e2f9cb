import {type ListPosition, listStart, settle} from '../core/list/position.ts';
import {wrap} from '../core/text/fit.ts';
import {ago} from '../core/text/numbers.ts';
import {printable} from '../core/text/printable.ts';
import type {AppState, Dialog, Tone} from '../state/app-state.ts';
import {type DialogRoom, dialogRoom} from '../state/layout.ts';
import {shortPath} from '../state/short-path.ts';
import {type CatalogEntry, catalog, scopes} from './catalog.ts';
import {paletteCommands} from './palette.ts';

/** A line of a dialog, clean and wrapped; `key` stands before it in a column of its own. */
export type DialogLine = {
	readonly kind: 'heading' | 'text' | 'raw';
	readonly text: string;
	readonly key?: string;
	readonly tone?: Tone;
};

const widest = 88;
export const keyColumn = 16;

function heading(text: string): DialogLine {
	return {kind: 'heading', text};
}

/** A command with its key, wrapped beside it. */
function keyLines({keys, title}: CatalogEntry, width: number): DialogLine[] {
	return wrap(title, width - keyColumn).map((text, index) => ({
		kind: 'text',
		key: index === 0 ? keys.join(' ') : '',
		text,
	}));
}

function helpLines(width: number): DialogLine[] {
	const names = [...new Set(Object.values(scopes))];
	return names.flatMap(name => {
		const entries = (catalog as readonly CatalogEntry[]).filter(
			entry => scopes[entry.scope] === name && entry.keys.length > 0,
		);
		return [heading(name), ...entries.flatMap(entry => keyLines(entry, width)), {kind: 'text', text: ''}];
	});
}

function wrapped(text: string, width: number, tone?: Tone): DialogLine[] {
	return wrap(text, width).map(line =>
		tone === undefined ? {kind: 'text', text: line} : {kind: 'text', text: line, tone},
	);
}

function messageLines(state: AppState, width: number): DialogLine[] {
	const problems = state.hosts.problems.flatMap(problem => {
		const place = shortPath(problem.file, state.home) + (problem.line === null ? '' : `:${problem.line}`);
		return wrapped(printable(`${place}: ${problem.message}`), width, 'warning');
	});
	const messages = state.messages
		.toReversed()
		.flatMap(({text, tone, at}) => wrapped(printable(`${text} (${ago(at, state.now)})`), width, tone));
	const notices = state.notices.flatMap(text => wrapped(printable(text), width));
	return [
		...(notices.length === 0 ? [] : [heading('Notices'), ...notices, {kind: 'text', text: ''} as const]),
		...(problems.length === 0
			? []
			: [heading('In the config'), ...problems, {kind: 'text', text: ''} as const]),
		heading('Messages, newest first'),
		...(messages.length === 0 ? [{kind: 'text', text: 'None so far.'} as const] : messages),
	];
}

function noticeLines(dialog: Extract<Dialog, {kind: 'notice'}>, width: number): DialogLine[] {
	return [
		...dialog.text.flatMap((paragraph, index) => [
			...(index === 0 ? [] : [{kind: 'text', text: ''} as const]),
			...wrapped(paragraph, width),
		]),
		...(dialog.raw.length === 0 ? [] : [{kind: 'text', text: ''} as const, heading('What ssh said')]),
		...dialog.raw.flatMap(line => wrap(line, width).map((part): DialogLine => ({kind: 'raw', text: part}))),
	];
}

/** The lines of the dialog that is open; a picker has none. */
function dialogLines(state: AppState): readonly DialogLine[] {
	const {dialog} = state;
	const {width} = dialogRoom(state.columns, state.rows, widest, 1).content;
	switch (dialog?.kind) {
		case 'help':
			return helpLines(width);
		case 'messages':
			return messageLines(state, width);
		case 'notice':
			return noticeLines(dialog, width);
		case 'confirm':
			return wrapped(dialog.question, width);
		case 'palette':
			return paletteCommands(state).map(({keys, title}) => ({
				kind: 'text',
				key: keys.join(' '),
				text: title,
			}));
		default:
			return [];
	}
}

/** The rows of a dialog above its list: the field of the palette, and a blank line. */
function fieldRows(state: AppState): number {
	return state.dialog?.kind === 'palette' ? 2 : 0;
}

/** The open dialog as it is drawn. */
export type DialogView = {
	readonly lines: readonly DialogLine[];
	readonly room: DialogRoom;
	/** How many of the lines are on screen. */
	readonly height: number;
	/** Where one is in the lines: never behind their end, the chosen one on screen, whatever size the screen has now. */
	readonly position: ListPosition;
};

/** What the open dialog shows, and where, at the present size of the screen. */
export function dialogView(state: AppState): DialogView {
	const {dialog, columns, rows} = state;
	const lines = dialogLines(state);
	const field = fieldRows(state);
	const room = dialogRoom(columns, rows, widest, Math.max(1, lines.length) + field);
	const height = Math.max(1, room.content.height - field);
	const {cursor, first} = dialog !== null && 'position' in dialog ? dialog.position : listStart;
	const isText = dialog?.kind !== 'palette';
	const last = Math.max(0, lines.length - height);
	const start = Math.min(first, last);
	const position = isText ? {cursor: start, first: start} : settle({cursor, first}, lines.length, height);
	return {lines, room, height, position};
}

/** How many lines the open dialog has, and how many of them are on screen. */
export function dialogSize(state: AppState): {count: number; height: number} {
	const {lines, height} = dialogView(state);
	return {count: lines.length, height};
}
