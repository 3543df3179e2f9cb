import {transferTitle} from '../../core/transfers/transfer-words.ts';
import type {AppState} from '../../state/app-state.ts';
import type {DialogLine} from '../dialog-line.ts';

const mostDetailRows = 8;

/**
 * How many rows there are below a list of so many transfers, in a dialog with room for `most`: a blank one, and what there
 * is to say of the chosen one. The list gets half of little room at least, where it needs it.
 */
export function transferDetailRows(count: number, most: number): number {
	return Math.min(mostDetailRows, Math.max(Math.floor(most / 2), most - Math.max(1, count)));
}

/** The list of the Transfers dialog, a line each. */
export function transferLines({transfers}: AppState): readonly DialogLine[] {
	return transfers.map(({request}) => ({kind: 'text', text: transferTitle(request)}));
}
