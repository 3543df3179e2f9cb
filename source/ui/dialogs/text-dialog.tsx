import {useShallow} from 'zustand/react/shallow';
import {type DialogLine, keyColumn} from '../../commands/dialog-line.ts';
import {type DialogView, dialogView} from '../../commands/dialog-lines.ts';
import {keyTitle} from '../../commands/keys/key-title.ts';
import {changedKeyTitle} from '../../commands/prompts/changed-key-lines.ts';
import {promptTitle} from '../../commands/prompts/prompt-lines.ts';
import {visible} from '../../core/list/position.ts';
import {cells} from '../../core/text/fit.ts';
import type {AppState, Dialog} from '../../state/app-state.ts';
import {column, type Span, span} from '../parts/line.ts';
import {Lines} from '../parts/lines.tsx';
import {type Role, toneRoles} from '../theme.ts';
import {useAppState, useUi} from '../ui-context.ts';
import {frame} from './frame.ts';

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
		case 'busy':
			return {text: 'At work', role: 'accent'};
		case 'messages':
			return {text: 'Messages', role: 'accent'};
		case 'approve':
		case 'notice':
			return {text: dialog.title, role: toneRoles[dialog.tone]};
		case 'secret':
		case 'question':
		case 'touch': {
			const {text, isProd} = promptTitle(state, dialog);
			return {text, role: isProd ? 'bad' : 'accent'};
		}
		case 'key':
			return {text: keyTitle(state, dialog), role: 'accent'};
		case 'changed-key':
		case 'replace-key':
			return {text: changedKeyTitle(state, dialog), role: 'bad'};
		default:
			return {text: 'Sallyport', role: 'warning'};
	}
}

/** Where in a long text one is, such as `12–30 of 51`. */
export function placeIn({lines: {length}, height, position: {first}}: DialogView): string {
	return length <= height ? '' : `${first + 1}–${Math.min(length, first + height)} of ${length}`;
}

/** What stands at the right of a title: where in the text one is, and how many questions wait behind this one. */
export function noteOf(view: DialogView, dialog: Dialog): string {
	const waiting = 'waiting' in dialog && dialog.waiting > 0 ? `${dialog.waiting} more waiting` : '';
	return [placeIn(view), waiting].filter(Boolean).join(' · ');
}

/** What the texts are made of: of details of keys also what is known of them. */
const ingredients = ({dialog, agent, otherAgents, keyFiles, addedKeys}: AppState) => [
	dialog,
	...(dialog?.kind === 'key' ? [agent, otherAgents, keyFiles, addedKeys] : []),
];

/** A dialog of text: help, messages, a notice, a question. */
export function TextDialog({dialog}: {readonly dialog: Dialog}) {
	const {store, theme} = useUi();
	useAppState(useShallow(ingredients));
	useAppState(state => (state.dialog?.kind === 'busy' ? state.work : null));
	const state = store.state();
	const view = dialogView(state);
	const lines = frame(
		{...titleOf(state, dialog), note: noteOf(view, dialog)},
		visible(view.lines, view.position, view.height).map(entry => ({spans: dialogSpans(entry)})),
		view.room,
		theme,
	);
	return <Lines area={view.room.area} lines={lines} />;
}
