import {wrap} from '../core/text/fit.ts';
import {ago} from '../core/text/numbers.ts';
import {printable} from '../core/text/printable.ts';
import type {AppState, Dialog} from '../state/app-state.ts';
import {shortPath} from '../state/short-path.ts';
import {type CatalogEntry, catalog, scopes} from './catalog.ts';
import {blank, type DialogLine, heading, text} from './dialog-line.ts';
import {doctorLines} from './doctor-lines.ts';
import {paletteCommands} from './palette.ts';
import {hostKeyLines} from './prompts/changed-key-lines.ts';
import {promptLines} from './prompts/prompt-lines.ts';

const widest = 88;
/** Rows of a dialog that are not its lines: the title, a blank line below it, a margin above and below. */
const frameRows = 4;

/** The cells between the edges of a dialog's text. */
export function dialogWidth(state: AppState): number {
	return Math.min(state.columns - 6, widest);
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
		return [heading(name), ...lines, blank];
	});
}

function messageLines(state: AppState, width: number): DialogLine[] {
	const problems = (state.hosts.reading?.problems ?? []).flatMap(problem => {
		const place = shortPath(problem.file, state.home) + (problem.line === null ? '' : `:${problem.line}`);
		return text(printable(`${place}: ${problem.message}`), width, 'warning');
	});
	const messages = state.messages
		.toReversed()
		.flatMap(({text: words, tone, at}) => text(printable(`${words} (${ago(at, state.now)})`), width, tone));
	return [
		...(problems.length === 0 ? [] : [heading('In the config'), ...problems, blank]),
		heading('Messages, newest first'),
		...(messages.length === 0 ? [{kind: 'text', text: 'None so far.'} as const] : messages),
	];
}

function noticeLines(dialog: Extract<Dialog, {kind: 'notice'}>, width: number): DialogLine[] {
	return [
		...dialog.text.flatMap((paragraph, index) => [
			...(index === 0 ? [] : [blank]),
			...text(paragraph, width),
		]),
		...(dialog.raw.length === 0 ? [] : [blank, heading('What ssh said')]),
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
			return text(dialog.question, width);
		case 'doctor':
			return doctorLines(dialog, width);
		case 'palette':
			return paletteCommands(state).map(({keys, title}) => ({
				kind: 'text',
				key: keys.join(' '),
				text: title,
			}));
		case 'secret':
		case 'question':
		case 'touch':
			return promptLines(state, dialog, width);
		case 'changed-key':
		case 'replace-key':
			return hostKeyLines(state, dialog, width);
		default:
			return [];
	}
}

const withField: ReadonlySet<string | undefined> = new Set(['palette', 'secret', 'question', 'replace-key']);

/** How many lines the open dialog has, and how many of them are on screen. */
export function dialogSize(state: AppState): {count: number; height: number} {
	const count = dialogLines(state).length;
	const field = withField.has(state.dialog?.kind) ? 2 : 0;
	return {count, height: Math.max(1, Math.min(count, state.rows - 2 - frameRows - field))};
}
