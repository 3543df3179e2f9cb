import {wrap} from '../core/text/fit.ts';
import {ago} from '../core/text/numbers.ts';
import {printable} from '../core/text/printable.ts';
import type {AppState, Dialog, Tone} from '../state/app-state.ts';
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
/** Rows of a dialog that are not its lines: the title, a blank line below it, a margin above and below. */
const frameRows = 4;
export const keyColumn = 16;

/** The cells between the edges of a dialog's text. */
export function dialogWidth(state: AppState): number {
	return Math.min(state.columns - 6, widest);
}

function heading(text: string): DialogLine {
	return {kind: 'heading', text};
}

function helpLines(): DialogLine[] {
	const names = [...new Set(Object.values(scopes))];
	return names.flatMap(name => {
		const entries = (catalog as readonly CatalogEntry[]).filter(
			entry => scopes[entry.scope] === name && entry.keys.length > 0,
		);
		const lines = entries.map(
			(entry): DialogLine => ({kind: 'text', key: entry.keys.join(' '), text: entry.title}),
		);
		return [heading(name), ...lines, {kind: 'text', text: ''}];
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
	return [
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
export function dialogLines(state: AppState): readonly DialogLine[] {
	const {dialog} = state;
	const width = dialogWidth(state);
	switch (dialog?.kind) {
		case 'help':
			return helpLines();
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

/** How many lines the open dialog has, and how many of them are on screen. */
export function dialogSize(state: AppState): {count: number; height: number} {
	const count = dialogLines(state).length;
	const field = state.dialog?.kind === 'palette' ? 2 : 0;
	return {count, height: Math.max(1, Math.min(count, state.rows - 2 - frameRows - field))};
}
