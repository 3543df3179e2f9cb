import {printable} from '../../core/text/printable.ts';
import {isOver} from '../../core/transfers/transfer.ts';
import type {AppState} from '../../state/app-state.ts';
import {focusedColumn} from '../../state/files/files-state.ts';
import {hostMarks} from '../../state/files/host-marks.ts';
import type {CommandId} from '../catalog.ts';

/** What a column needs before its files can be reached. */
function unreachable(state: AppState): string | null {
	const {host, status, path} = focusedColumn(state.files);
	if (host === null) {
		return null;
	}
	const name = printable(host);
	if (status.kind === 'connecting') {
		return `Still logging in to ${name}. Esc cancels.`;
	}
	return status.kind === 'lost' || path === '' ? `There is no session on ${name}. R connects.` : null;
}

function unwritable(state: AppState): string | null {
	const {host} = focusedColumn(state.files);
	return host !== null && hostMarks(state, host).isReadOnly
		? `${printable(host)} is marked read-only: nothing is changed there.`
		: unreachable(state);
}

/** Why a command of the list of transfers cannot be for the chosen one. */
function unavailableTransfer(id: CommandId, {dialog, transfers}: AppState): string | null {
	if (id === 'transfers.clear') {
		return transfers.some(isOver) ? null : 'None of them is over.';
	}
	const transfer = dialog?.kind === 'transfers' ? transfers[dialog.position.cursor] : undefined;
	if (transfer === undefined) {
		return 'There is no transfer here. c copies what is marked or under the cursor.';
	}
	const {state, asked, failed} = transfer;
	if (state === 'cancelling') {
		return 'It is being cancelled.';
	}
	switch (id) {
		case 'transfers.pause':
			return state === 'done' || state === 'cancelled'
				? 'This transfer is over. C takes it off the list.'
				: null;
		case 'transfers.cancel':
			return isOver(transfer) ? 'This transfer is over. C takes it off the list.' : null;
		case 'transfers.retry':
			if (state === 'failed' || state === 'waiting') {
				return null;
			}
			return failed > 0
				? 'What failed can be tried again when the rest is over.'
				: 'Nothing of it has failed.';
		default:
			return asked === 0 ? 'It asks nothing.' : null;
	}
}

/** Why a command of the Files screen cannot run now; null when it can, or is none of them. */
export function unavailableInFiles(id: CommandId, state: AppState): string | null {
	switch (id) {
		case 'files.enter':
		case 'files.view':
		case 'files.copy':
		case 'files.go-to':
		case 'files.bookmarks':
			return unreachable(state);
		case 'transfers.pause':
		case 'transfers.answer':
		case 'transfers.cancel':
		case 'transfers.retry':
		case 'transfers.clear':
			return unavailableTransfer(id, state);
		case 'files.edit':
		case 'files.move':
		case 'files.delete':
		case 'files.make-directory':
		case 'files.mode':
			return unwritable(state);
		default:
			return null;
	}
}
