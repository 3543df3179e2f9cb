import {wrap} from '../core/text/fit.ts';
import {printable} from '../core/text/printable.ts';
import type {AppState} from './app-state.ts';
import {layOut, leastColumns, type Pane} from './layout.ts';
import {detailsRows} from './rows/details-rows.ts';
import {forwardsRows} from './rows/forwards-rows.ts';
import {keysRows} from './rows/keys-rows.ts';
import type {PaneRow} from './rows/pane-row.ts';

export type DerivedPane = Exclude<Pane, 'hosts'>;

function wrapped(row: PaneRow, width: number): readonly PaneRow[] {
	return row.kind === 'text' ? wrap(printable(row.value), width).map(value => ({...row, value})) : [row];
}

/** The rows of a pane whose rows are derived from the rest of the state; its texts are wrapped to its width. */
export function paneRows(state: AppState, pane: DerivedPane): readonly PaneRow[] {
	const rows = {details: detailsRows, keys: keysRows, forwards: forwardsRows};
	const width = (layOut(state.columns, state.rows, state.focus)?.areas[pane]?.width ?? leastColumns) - 2;
	return rows[pane](state).flatMap(row => wrapped(row, width));
}

/** How many rows a pane has. */
export function rowCount(state: AppState, pane: DerivedPane): number {
	return paneRows(state, pane).length;
}
