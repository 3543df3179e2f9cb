import {type ListMove, listStart, moved} from '../core/list/position.ts';
import {edited} from '../core/text/field.ts';
import type {AppState, Dialog} from './app-state.ts';
import type {AppEvent} from './events.ts';

/** A dialog after its text was edited: its list starts again at the best entry. */
function editedDialog(dialog: Dialog, event: Extract<AppEvent, {type: 'dialog-edited'}>): Dialog {
	return dialog.kind === 'palette'
		? {...dialog, field: edited(dialog.field, event.edit), position: listStart}
		: dialog;
}

/** A dialog after a move in its list of `count` rows, `height` of them on screen. Texts scroll, the palette has a cursor. */
function movedDialog(dialog: Dialog, move: ListMove, count: number, height: number): Dialog {
	if (!('position' in dialog)) {
		return dialog;
	}
	if (dialog.kind === 'palette') {
		return {...dialog, position: moved(dialog.position, move, count, height)};
	}
	const last = Math.max(0, count - height);
	const line = moved({cursor: dialog.position.first, first: 0}, move, last + 1, height).cursor;
	return {...dialog, position: {cursor: line, first: line}};
}

/** What an event changes of the dialogs. */
export function updateDialog(state: AppState, event: AppEvent): AppState {
	switch (event.type) {
		case 'dialog-opened':
			return {...state, dialog: event.dialog};
		case 'dialog-edited':
			return state.dialog === null ? state : {...state, dialog: editedDialog(state.dialog, event)};
		case 'dialog-moved':
			return state.dialog === null
				? state
				: {...state, dialog: movedDialog(state.dialog, event.move, event.count, event.height)};
		case 'dialog-closed':
			return {...state, dialog: null};
		default:
			return state;
	}
}
