import {wrap} from '../core/text/fit.ts';
import {printable} from '../core/text/printable.ts';
import type {AppState} from './app-state.ts';
import {layOut, leastColumns, type Pane} from './layout.ts';
import {detailsRows} from './rows/details-rows.ts';
import {forwardsRows} from './rows/forwards-rows.ts';
import {keysRows} from './rows/keys-rows.ts';
import type {PaneRow} from './rows/pane-row.ts';

export type DerivedPane = Exclude<Pane, 'hosts'>;

const makers = {details: detailsRows, keys: keysRows, forwards: forwardsRows};

function wrapped(row: PaneRow, width: number): readonly PaneRow[] {
	if (row.kind !== 'text') {
		return [row];
	}
	const value = printable(row.value);
	const [indent = ''] = /^ */.exec(value) ?? [];
	return wrap(value.slice(indent.length), width - indent.length).map(line => ({
		...row,
		value: indent + line,
	}));
}

/** Countdowns show minutes. */
function minutes(now: number): number {
	return Math.floor(now / 60_000);
}

/** The parts of the state that the rows of a pane are made from. */
function ingredients(state: AppState, pane: DerivedPane): readonly unknown[] {
	const {home, now, hosts, agent, keyFiles, runningForwards} = state;
	switch (pane) {
		case 'details':
			return [
				home,
				now,
				hosts.reading,
				hosts.rows,
				hosts.history,
				hosts.findings,
				state.detailsKey,
				state.details,
				agent,
				keyFiles,
			];
		case 'keys':
			return [home, minutes(now), hosts.reading, agent, state.otherAgents, keyFiles];
		case 'forwards':
			return [now, hosts.reading, runningForwards, state.ownForwards, state.forwardPids, state.keeperAdvice];
	}
}

type Made = {readonly from: readonly unknown[]; readonly rows: readonly PaneRow[]};
const made = new Map<DerivedPane, Made>();

/** The rows of a pane whose rows are derived from the rest of the state; its texts are wrapped to its width. Made once for the same state. */
export function paneRows(state: AppState, pane: DerivedPane): readonly PaneRow[] {
	const width = (layOut(state.columns, state.rows, state.focus)?.areas[pane]?.width ?? leastColumns) - 2;
	const from = [width, ...ingredients(state, pane)];
	const last = made.get(pane);
	if (last?.from.every((part, index) => part === from[index])) {
		return last.rows;
	}
	const rows = makers[pane](state).flatMap(row => wrapped(row, width));
	made.set(pane, {from, rows});
	return rows;
}

/** How many rows a pane has. */
export function rowCount(state: AppState, pane: DerivedPane): number {
	return paneRows(state, pane).length;
}
