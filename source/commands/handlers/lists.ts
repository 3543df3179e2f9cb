import type {ListMove} from '../../core/list/position.ts';
import {connectArguments} from '../../core/ssh-command/command-line.ts';
import {paneRows} from '../../state/pane-rows.ts';
import {selectedRow} from '../../state/rows/details-rows.ts';
import type {Context, Handler} from '../context.ts';
import {dialogSize} from '../dialog-lines.ts';

/** Moves in the list that has the keys: the dialog's, else the focused pane's. */
export function move(by: ListMove): Handler {
	return ({state, send, files}) => {
		if (state().dialog?.kind === 'viewer') {
			files.viewer()?.move(by);
			return;
		}
		if (state().dialog === null) {
			send({type: 'list-moved', move: by});
			return;
		}
		send({type: 'dialog-moved', move: by, ...dialogSize(state())});
	};
}

/** What `y` copies: of a host the command that connects to it, of any other row the fact it shows. */
function copied({state, services}: Context): string {
	const {focus, positions} = state();
	if (focus !== 'hosts') {
		return paneRows(state(), focus)[positions[focus].cursor]?.copy ?? '';
	}
	const row = selectedRow(state());
	return row?.kind === 'host'
		? services.sessions.command(connectArguments(row.host.alias))
		: row?.kind === 'typed'
			? row.text
			: '';
}

export async function copy(context: Context): Promise<void> {
	const text = copied(context);
	await context.terminal.copy(text);
	context.say('info', `Copied: ${text}`);
}
