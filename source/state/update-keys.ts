import {isSameAgent} from '../core/keys/agent.ts';
import {isSameSubject} from '../core/keys/key-subject.ts';
import type {AppState, OtherAgent} from './app-state.ts';
import type {KeysEvent} from './events.ts';
import {paneRows} from './pane-rows.ts';
import type {PaneRow} from './rows/pane-row.ts';

/** What an event changes of keys and agents; positions are not settled yet. Agents are asked again and again: the same gives the same state. */
export function updateKeys(state: AppState, event: KeysEvent): AppState {
	switch (event.type) {
		case 'agent-read':
			return isSameAgent(state.agent, event.agent)
				? state
				: withSameKey(state, {...state, agent: event.agent});
		case 'other-agents-read':
			return isSameAgents(state.otherAgents, event.agents)
				? state
				: withSameKey(state, {...state, otherAgents: event.agents});
		case 'keys-read':
			return withSameKey(state, {...state, keyFiles: event.files});
		case 'key-chosen':
			return withKeyChosen(state, event.path);
		case 'key-added':
			return {...state, addedKeys: {...state.addedKeys, [event.fingerprint]: event.added}};
		case 'key-undo-kept':
			return {...state, keyUndo: event.undo};
	}
}

function isSameAgents(one: readonly OtherAgent[], other: readonly OtherAgent[]): boolean {
	const isSame = (before: OtherAgent, now: OtherAgent | undefined): boolean =>
		before.socket === now?.socket &&
		before.hosts.join(' ') === now.hosts.join(' ') &&
		isSameAgent(before.agent, now.agent);
	return one.length === other.length && one.every((agent, index) => isSame(agent, other[index]));
}

/** The cursor of Keys & agent stays on what it was on, wherever that is now: a key pressed at this moment is meant for it. */
function withSameKey(before: AppState, after: AppState): AppState {
	const {cursor, first} = before.positions.keys;
	const rows = paneRows(before, 'keys');
	const subject = rows[cursor]?.subject;
	if (subject === undefined) {
		return after;
	}
	const isIts = (row: PaneRow): boolean => row.subject !== undefined && isSameSubject(row.subject, subject);
	const rowsNow = paneRows(after, 'keys');
	const start = rowsNow.findIndex(isIts);
	if (start === -1) {
		return after;
	}
	const last = start + rowsNow.filter(isIts).length - 1;
	const position = {cursor: Math.min(last, start + cursor - rows.findIndex(isIts)), first};
	return {...after, positions: {...after.positions, keys: position}};
}

/** The cursor of Keys & agent on a key file. */
function withKeyChosen(state: AppState, path: string): AppState {
	const at = paneRows(state, 'keys').findIndex(
		({subject}) => subject?.kind === 'file' && subject.path === path,
	);
	const position = {...state.positions.keys, cursor: at};
	return at === -1 ? state : {...state, positions: {...state.positions, keys: position}};
}
