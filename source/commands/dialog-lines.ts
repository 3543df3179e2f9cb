import {type ListPosition, listStart, settle} from '../core/list/position.ts';
import {wrap} from '../core/text/fit.ts';
import {ago} from '../core/text/numbers.ts';
import {printable} from '../core/text/printable.ts';
import type {AppState, Dialog} from '../state/app-state.ts';
import {type DialogRoom, dialogRoom} from '../state/layout.ts';
import {shortPath} from '../state/short-path.ts';
import {hasCursor} from '../state/update-dialog.ts';
import {scopes} from './catalog-entry.ts';
import {blank, type DialogLine, fact, heading, text} from './dialog-line.ts';
import {approveLines, chooseLines} from './dialogs/asked-lines.ts';
import {formLines} from './dialogs/form-lines.ts';
import {doctorLines} from './doctor-lines.ts';
import {transferDetailRows, transferLines} from './files/transfer-lines.ts';
import {commandsUnder, keyLabel} from './key-table.ts';
import {keyLines} from './keys/key-lines.ts';
import {liveScopes} from './lookup.ts';
import {paletteCommands} from './palette.ts';
import {hostKeyLines} from './prompts/changed-key-lines.ts';
import {promptLines} from './prompts/prompt-lines.ts';

const widest = 88;

function keysText(keys: readonly string[]): string {
	return keys.map(keyLabel).join(' ');
}

/** All keys, those that do something below the dialog first. */
function helpLines(state: AppState, width: number): DialogLine[] {
	const live = liveScopes({...state, dialog: null}).map(scope => scopes[scope]);
	const names = [...new Set([...live, ...Object.values(scopes)])];
	return names.flatMap(name => {
		const lines = commandsUnder(name).flatMap(({keys, title}) => fact(keysText(keys), title, width));
		return [heading(name), ...lines, blank];
	});
}

function messageLines(state: AppState, width: number): DialogLine[] {
	const problems = state.hosts.problems.flatMap(problem => {
		const place = shortPath(problem.file, state.home) + (problem.line === null ? '' : `:${problem.line}`);
		return text(printable(`${place}: ${problem.message}`), width, 'warning');
	});
	const messages = state.messages
		.toReversed()
		.flatMap(({text: words, tone, at}) => text(printable(`${words} (${ago(at, state.now)})`), width, tone));
	const notices = state.notices.flatMap(words => text(printable(words), width));
	return [
		...(notices.length === 0 ? [] : [heading('Notices'), ...notices, blank]),
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
function dialogLines(state: AppState): readonly DialogLine[] {
	const {dialog} = state;
	const {width} = dialogRoom(state.columns, state.rows, widest, 1).content;
	switch (dialog?.kind) {
		case 'help':
			return helpLines(state, width);
		case 'messages':
			return messageLines(state, width);
		case 'notice':
			return noticeLines(dialog, width);
		case 'confirm':
			return text(dialog.question, width);
		case 'approve':
			return approveLines(dialog, width);
		case 'choose':
			return chooseLines(dialog);
		case 'form':
			return formLines(dialog, width).lines;
		case 'doctor':
			return doctorLines(dialog, width);
		case 'key':
			return keyLines(state, dialog, width);
		case 'busy':
			return text(printable(state.work.at(-1) ?? ''), width);
		case 'transfers':
			return transferLines(state);
		case 'palette':
			return paletteCommands(state).map(({keys, title}) => ({
				kind: 'text',
				key: keysText(keys),
				text: title,
			}));
		case 'secret':
		case 'question':
		case 'touch':
			return promptLines(state, dialog, {width, height: mostRows(state) - fieldRows(state)});
		case 'changed-key':
		case 'replace-key':
			return hostKeyLines(state, dialog, width);
		default:
			return [];
	}
}

const withField: ReadonlySet<string | undefined> = new Set([
	'palette',
	'choose',
	'secret',
	'question',
	'replace-key',
]);

function mostRows({columns, rows}: AppState): number {
	return dialogRoom(columns, rows, widest, Number.POSITIVE_INFINITY).content.height;
}

/** The rows of a dialog beside its lines: a field and a blank line, or what there is to say of the chosen line. */
function fieldRows(state: AppState): number {
	const {dialog, transfers} = state;
	if (dialog?.kind === 'transfers') {
		return transferDetailRows(transfers.length, mostRows(state));
	}
	const hasField = dialog?.kind === 'approve' ? dialog.name !== null : withField.has(dialog?.kind);
	return hasField ? 2 : 0;
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
	const isText = dialog === null || !hasCursor(dialog);
	const last = Math.max(0, lines.length - height);
	const kept = dialog?.kind === 'form' ? formLines(dialog, room.content.width).shownFrom(height) : first;
	const start = Math.min(kept, last);
	const position = isText ? {cursor: start, first: start} : settle({cursor, first}, lines.length, height);
	return {lines, room, height, position};
}

/** How many lines the open dialog has, and how many of them are on screen. */
export function dialogSize(state: AppState): {count: number; height: number} {
	const {lines, height} = dialogView(state);
	return {count: lines.length, height};
}
