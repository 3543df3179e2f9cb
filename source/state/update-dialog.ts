import {type ListMove, listStart, moved} from '../core/list/position.ts';
import {edited} from '../core/text/field.ts';
import type {AppState, Dialog} from './app-state.ts';
import {updateDoctor} from './doctor-dialog.ts';
import type {AppEvent} from './events.ts';
import {isOfPrompt} from './prompt-dialogs.ts';

/** Whether one of the dialog's lines is the chosen one; other dialogs are scrolled. */
export function hasCursor(
	dialog: Dialog,
): dialog is Extract<Dialog, {kind: 'palette' | 'choose' | 'transfers'}> {
	return dialog.kind === 'palette' || dialog.kind === 'choose' || dialog.kind === 'transfers';
}

/** A dialog after its text was edited: its list starts again at the best entry. */
function editedDialog(dialog: Dialog, event: Extract<AppEvent, {type: 'dialog-edited'}>): Dialog {
	if (!('field' in dialog)) {
		return dialog;
	}
	const field = edited(dialog.field, event.edit);
	const isList = dialog.kind === 'palette' || dialog.kind === 'choose';
	return isList ? {...dialog, field, position: listStart} : {...dialog, field};
}

/** A dialog after a move in its list of `count` rows, `height` of them on screen. Texts scroll, lists have a cursor. */
function movedDialog(dialog: Dialog, move: ListMove, count: number, height: number): Dialog {
	if (!('position' in dialog)) {
		return dialog;
	}
	if (hasCursor(dialog)) {
		return {...dialog, position: moved(dialog.position, move, count, height)};
	}
	const last = Math.max(0, count - height);
	const line = moved({cursor: dialog.position.first, first: 0}, move, last + 1, height).cursor;
	return {...dialog, position: {cursor: line, first: line}};
}

/** The state with each of its dialogs changed, also those that are covered. */
function mappedDialogs(state: AppState, change: (dialog: Dialog) => Dialog): AppState {
	return {
		...state,
		dialog: state.dialog === null ? null : change(state.dialog),
		beneath: state.beneath.map(change),
	};
}

function withoutDialogs(state: AppState, isOver: (dialog: Dialog) => boolean): AppState {
	const all = [...state.beneath, ...(state.dialog === null ? [] : [state.dialog])];
	const left = all.filter(dialog => !isOver(dialog));
	return {...state, dialog: left.at(-1) ?? null, beneath: left.slice(0, -1)};
}

/** The state as it is drawn: what has the keys for a moment only is not on screen. */
export function asDrawn(state: AppState): AppState {
	const isHidden = state.dialog?.kind === 'busy' && !state.dialog.isShown;
	return isHidden
		? {...state, dialog: state.beneath.at(-1) ?? null, beneath: state.beneath.slice(0, -1)}
		: state;
}

/** What an event changes of the dialogs. */
export function updateDialog(state: AppState, event: AppEvent): AppState {
	switch (event.type) {
		case 'dialog-opened':
			return {...state, dialog: event.dialog};
		case 'dialog-stacked':
			return {
				...state,
				dialog: event.dialog,
				beneath: state.dialog === null ? state.beneath : [...state.beneath, state.dialog],
			};
		case 'dialog-edited':
			return state.dialog === null ? state : {...state, dialog: editedDialog(state.dialog, event)};
		case 'dialog-moved':
			return state.dialog === null
				? state
				: {...state, dialog: movedDialog(state.dialog, event.move, event.count, event.height)};
		case 'stage-begun':
		case 'stage-ended':
		case 'examination-ended':
		case 'examination-raw-toggled':
			return mappedDialogs(state, dialog =>
				dialog.kind === 'doctor' ? updateDoctor(dialog, event) : dialog,
			);
		case 'form-changed':
			return mappedDialogs(state, dialog =>
				dialog.kind === 'form' && dialog.id === event.form.id ? event.form : dialog,
			);
		case 'viewer-changed':
			return mappedDialogs(state, dialog =>
				dialog.kind === 'viewer' ? {...dialog, ...event.changes} : dialog,
			);
		case 'question-grown':
			return mappedDialogs(state, dialog =>
				dialog.kind === 'approve' && dialog.id === event.id ? {...dialog, body: event.body} : dialog,
			);
		case 'host-key-removed':
			return {...state, replacedKeys: {...state.replacedKeys, [event.name]: event.fingerprint}};
		case 'prompt-over':
			return withoutDialogs(state, dialog => isOfPrompt(dialog) && dialog.id === event.id);
		case 'busy-shown':
			return mappedDialogs(state, dialog => (dialog.kind === 'busy' ? {...dialog, isShown: true} : dialog));
		case 'busy-ended':
			return withoutDialogs(state, dialog => dialog.kind === 'busy');
		case 'dialog-closed':
			return {...state, dialog: state.beneath.at(-1) ?? null, beneath: state.beneath.slice(0, -1)};
		default:
			return state;
	}
}
