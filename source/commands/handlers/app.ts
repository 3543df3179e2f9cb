import {listStart} from '../../core/list/position.ts';
import {emptyField} from '../../core/text/field.ts';
import type {Dialog} from '../../state/app-state.ts';
import {type Pane, panes} from '../../state/layout.ts';
import type {CommandId} from '../catalog.ts';
import type {Context, Handler} from '../context.ts';
import {paletteCommands} from '../palette.ts';

function open(dialog: Dialog): Handler {
	return ({send}) => send({type: 'dialog-opened', dialog});
}

export const openHelp = open({kind: 'help', position: listStart});
export const openMessages = open({kind: 'messages', position: listStart});
export const openPalette = open({kind: 'palette', field: emptyField, position: listStart});
export const openSort = open({kind: 'sort'});

export function closeDialog({send}: Context): void {
	send({type: 'dialog-closed'});
}

export function focus(pane: Pane): Handler {
	return ({send}) => send({type: 'pane-focused', pane});
}

/** Focuses the pane that is `step` places after the focused one, around the end. */
export function focusNext(step: number): Handler {
	return ({state, send}) => {
		const index = (panes.indexOf(state().focus) + step + panes.length) % panes.length;
		send({type: 'pane-focused', pane: panes[index] as Pane});
	};
}

/** Esc on the dashboard: takes back one thing at a time, and never quits. */
export function goBack({state, send}: Context): void {
	if (state().focus !== 'hosts') {
		send({type: 'pane-focused', pane: 'hosts'});
	} else if (state().hosts.marks.length > 0) {
		send({type: 'host-marked', alias: null});
	} else if (state().hosts.filter.text !== '') {
		send({type: 'filter-cleared'});
	}
}

export function runChosen({state, send, run}: Context): void {
	const {dialog} = state();
	const chosen = dialog?.kind === 'palette' ? paletteCommands(state())[dialog.position.cursor] : undefined;
	if (chosen !== undefined) {
		send({type: 'dialog-closed'});
		run(chosen.id);
	}
}

/** Yes to the question on screen: runs what it asked about. */
export function confirm({state, send, runConfirmed}: Context): void {
	const {dialog} = state();
	if (dialog?.kind === 'confirm') {
		send({type: 'dialog-closed'});
		runConfirmed(dialog.command as CommandId);
	}
}

/** Ctrl+C: cancels what asks, else the latest work, else asks to quit; a second one means yes. */
export function cancel({state, files, send, cancelWork, prompts, dialogs, run}: Context): void {
	if (['secret', 'question', 'touch'].includes(state().dialog?.kind ?? '')) {
		prompts.answer(null);
		return;
	}
	if (['approve', 'choose', 'form'].includes(state().dialog?.kind ?? '')) {
		dialogs.keys.leave();
		return;
	}
	if (state().screen === 'files' && files.cancel(state().files.side)) {
		return;
	}
	if (state().work.length > 0) {
		cancelWork();
		return;
	}
	const {dialog} = state();
	if (dialog?.kind === 'confirm' && dialog.command === 'app.quit') {
		run('app.quit');
		return;
	}
	if (dialog?.kind !== 'confirm') {
		send({
			type: 'dialog-stacked',
			dialog: {kind: 'confirm', question: 'Quit Sallyport?', command: 'app.quit'},
		});
	}
}

/** Ctrl+Z: back to the shell, as any program. */
export async function suspend({terminal, say, services, send}: Context): Promise<void> {
	const wasStopped = await terminal.suspend();
	send({type: 'time-told', now: services.now()});
	if (!wasStopped) {
		say('warning', 'Not suspended: no shell here could bring Sallyport back.');
	}
}

/** Yes to the question whether the command of a `Match exec` line may run for the host on show. */
export function allowExec({state, allowExec}: Context): void {
	const {details} = state();
	if (details.status === 'needs-consent') {
		allowExec(details.alias);
	}
}
