import {type DialogLine, keyColumn} from '../../commands/dialog-line.ts';
import {dialogLines, dialogSize, dialogWidth} from '../../commands/dialog-lines.ts';
import {changedKeyTitle} from '../../commands/prompts/changed-key-lines.ts';
import {promptTitle} from '../../commands/prompts/prompt-lines.ts';
import {visible} from '../../core/list/position.ts';
import {cells} from '../../core/text/fit.ts';
import type {AppState, Dialog, Tone} from '../../state/app-state.ts';
import {column, type Span, span} from '../parts/line.ts';
import {Lines} from '../parts/lines.tsx';
import type {Role} from '../theme.ts';
import {useAppState, useUi} from '../ui-context.ts';
import {frame} from './frame.ts';

const toneRoles: Readonly<Record<Tone, Role>> = {info: 'text', good: 'good', warning: 'warning', bad: 'bad'};

export function dialogSpans({kind, text, key, tone}: DialogLine): readonly Span[] {
	const role =
		kind === 'heading' ? 'strong' : kind === 'raw' ? 'dim' : tone === undefined ? 'text' : toneRoles[tone];
	if (key === undefined) {
		return [span(role, text)];
	}
	const width = Math.max(keyColumn, cells(key) + 1);
	return [column('key', key, width), span(role, text)];
}

export function titleOf(state: AppState, dialog: Dialog): {text: string; role: Role} {
	switch (dialog.kind) {
		case 'help':
			return {text: 'Help', role: 'accent'};
		case 'messages':
			return {text: 'Messages', role: 'accent'};
		case 'notice':
			return {text: dialog.title, role: toneRoles[dialog.tone]};
		case 'secret':
		case 'question':
		case 'touch': {
			const {text, isProd} = promptTitle(state, dialog);
			return {text, role: isProd ? 'bad' : 'accent'};
		}
		case 'changed-key':
		case 'replace-key':
			return {text: changedKeyTitle(state, dialog), role: 'bad'};
		default:
			return {text: 'Sallyport', role: 'warning'};
	}
}

/** Where in a long text one is, such as `12–30 of 51`. */
export function placeIn(state: AppState): string {
	const {count, height} = dialogSize(state);
	const first = state.dialog !== null && 'position' in state.dialog ? state.dialog.position.first : 0;
	return count <= height ? '' : `${first + 1}–${Math.min(count, first + height)} of ${count}`;
}

/** What stands at the right of a title: where in the text one is, and how many questions wait behind this one. */
export function noteOf(state: AppState, dialog: Dialog): string {
	const waiting = 'waiting' in dialog && dialog.waiting > 0 ? `${dialog.waiting} more waiting` : '';
	return [placeIn(state), waiting].filter(Boolean).join(' · ');
}

/** A dialog of text: help, messages, a notice, a question. */
export function TextDialog({dialog}: {readonly dialog: Dialog}) {
	const {store, theme} = useUi();
	useAppState(state => state.dialog);
	const state = store.state();
	const {height} = dialogSize(state);
	const position = 'position' in dialog ? dialog.position : {cursor: 0, first: 0};
	const {area, lines} = frame(
		{...titleOf(state, dialog), note: noteOf(state, dialog)},
		visible(dialogLines(state), position, height).map(entry => ({spans: dialogSpans(entry)})),
		{columns: state.columns, rows: state.rows, width: dialogWidth(state)},
		theme,
	);
	return <Lines area={area} lines={lines} />;
}
