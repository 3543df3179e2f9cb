import {transferTitle} from '../../core/transfers/transfer-words.ts';
import type {AppState} from '../../state/app-state.ts';
import type {DialogLine} from '../dialog-line.ts';

/** The rows below the list of transfers: a blank one, and what there is to say of the chosen one. */
export const transferDetailRows = 8;

/** The list of the Transfers dialog, a line each. */
export function transferLines({transfers}: AppState): readonly DialogLine[] {
	return transfers.map(({request}) => ({kind: 'text', text: transferTitle(request)}));
}
