import type {AppState} from './app-state.ts';
import {configuredEntries, type ForwardEntry, foreignEntries, ownEntries} from './forward-entries.ts';
import {paneRows} from './pane-rows.ts';

/** What the cursor of the Forwards pane is on. */
export function chosenForward(state: AppState): ForwardEntry | null {
	const key = paneRows(state, 'forwards')[state.positions.forwards.cursor]?.key;
	const all = [...ownEntries(state), ...foreignEntries(state), ...configuredEntries(state)];
	return all.find(entry => entry.key === key) ?? null;
}
