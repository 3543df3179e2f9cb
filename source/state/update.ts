import {type ListMove, listStart, moved, settle} from '../core/list/position.ts';
import type {AppState, DetailsState} from './app-state.ts';
import {bannerOf} from './banner.ts';
import type {AppEvent, DetailsEvent} from './events.ts';
import {withMemory} from './files/files-state.ts';
import {movedInFiles, settledFiles, updateFiles} from './files/update-files.ts';
import {type Layout, layOut, listHeight, type Pane} from './layout.ts';
import {paneRows, rowCount} from './pane-rows.ts';
import {updateDialog} from './update-dialog.ts';
import {movedHosts, updateHosts} from './update-hosts.ts';
import {updateKeys} from './update-keys.ts';

const keptMessages = 200;

/** Where the panes of a state are. */
function layoutOf(state: AppState): Layout | null {
	return layOut(state.columns, state.rows, state.focus);
}

/** How many list rows a pane of a state shows. */
function heightOf(state: AppState, pane: Pane): number {
	return listHeight(layoutOf(state), pane, pane === 'hosts' ? bannerOf(state).length : 0);
}

function movedPane(state: AppState, move: ListMove): AppState {
	const pane = state.focus;
	const height = heightOf(state, pane);
	if (pane === 'hosts') {
		const hosts = movedHosts(state.hosts, move, height);
		return hosts === state.hosts ? state : {...state, hosts};
	}
	const before = state.positions[pane];
	const position = moved(before, move, rowCount(state, pane), height);
	if (position === before) {
		return state;
	}
	const next = {...state, positions: {...state.positions, [pane]: position}};
	return pane === 'forwards' ? onEntry(next, move === 'start' || position.cursor > before.cursor) : next;
}

/** The cursor of the Forwards pane rests on forwards, not on a heading or a text among them. */
function onEntry(state: AppState, isDown = true): AppState {
	const rows = paneRows(state, 'forwards');
	const at = state.positions.forwards;
	const below = rows.findIndex(({key}, index) => index >= at.cursor && key !== undefined);
	const above = rows.findLastIndex(({key}, index) => index <= at.cursor && key !== undefined);
	const cursor = below === -1 || (!isDown && above !== -1) ? above : below;
	if (cursor === -1 || cursor === at.cursor) {
		return state;
	}
	const forwards = settle({...at, cursor}, rows.length, heightOf(state, 'forwards'));
	return {...state, positions: {...state.positions, forwards}};
}

/** Keeps every cursor inside its list and every window around its cursor after the lists or the screen changed. */
function settled(state: AppState): AppState {
	const hosts = settle(state.hosts.position, state.hosts.rows.length, heightOf(state, 'hosts'));
	const settlePane = (pane: Exclude<Pane, 'hosts'>) =>
		settle(state.positions[pane], rowCount(state, pane), heightOf(state, pane));
	const next: AppState = {
		...state,
		hosts: hosts === state.hosts.position ? state.hosts : {...state.hosts, position: hosts},
		positions: {details: settlePane('details'), keys: settlePane('keys'), forwards: settlePane('forwards')},
	};
	// Before it is looked at, the cursor waits at the top for what is to come.
	return state.focus === 'forwards' ? onEntry(next) : next;
}

function withOwnForwards(state: AppState, ownForwards: NonNullable<AppState['ownForwards']>): AppState {
	const pids = ownForwards.flatMap(({pid}) => (pid === null || state.forwardPids.has(pid) ? [] : [pid]));
	const forwardPids = pids.length === 0 ? state.forwardPids : new Set([...state.forwardPids, ...pids]);
	return {...state, ownForwards, forwardPids};
}

/** The cursor of the Forwards pane stays on its forward while others come and go. */
function settledForwards(before: AppState, after: AppState): AppState {
	const at = before.positions.forwards;
	const key = paneRows(before, 'forwards')[at.cursor]?.key;
	const index = key === undefined ? -1 : paneRows(after, 'forwards').findIndex(row => row.key === key);
	const cursor = index === -1 ? at.cursor : index;
	return settled({...after, positions: {...after.positions, forwards: {...at, cursor}}});
}

function onForward(state: AppState, id: string): AppState {
	const cursor = paneRows(state, 'forwards').findIndex(({key}) => key === `own ${id}`);
	const at = state.positions.forwards;
	return cursor === -1
		? state
		: settled({...state, positions: {...state.positions, forwards: {...at, cursor}}});
}

function resized(state: AppState, {columns, rows}: {columns: number; rows: number}): AppState {
	// A word on a key may be about keys that were not there for want of room.
	const isHint = state.message !== state.messages.at(-1);
	const next = settled({...state, columns, rows, message: isHint ? null : state.message});
	return {...next, files: settledFiles(next)};
}

function transfersTold(state: AppState, transfers: AppState['transfers']): AppState {
	const next = {...state, transfers};
	// The strip may have grown over the columns.
	return {...next, files: settledFiles(next)};
}

function updateDetails(event: Exclude<DetailsEvent, {type: 'selection-rested'}>): DetailsState {
	switch (event.type) {
		case 'details-requested':
			return {status: 'loading', alias: event.alias};
		case 'details-loaded':
			return {status: 'ready', alias: event.alias, details: event.details};
		case 'details-withheld':
			return {status: 'needs-consent', alias: event.alias, origin: event.origin};
		case 'details-failed':
			return {status: 'failed', alias: event.alias, reason: event.reason};
	}
}

/** The Details pane turns to the row that the Hosts cursor rests on, and starts at its top when that is another one. */
function restedOn(state: AppState, key: string | null): AppState {
	if (key === state.detailsKey) {
		return state;
	}
	return {
		...state,
		detailsKey: key,
		details: {status: 'none'},
		positions: {...state.positions, details: listStart},
	};
}

/** The one place where state changes: the state after an event. Pure; an event that changes nothing gives the same state. */
export function update(state: AppState, event: AppEvent): AppState {
	switch (event.type) {
		case 'resized':
			return resized(state, event);
		case 'time-told':
			// A held key must not draw everything anew for an age that shows minutes.
			return event.now - state.now < 10_000 && event.now >= state.now ? state : {...state, now: event.now};
		case 'pane-focused':
			return state.focus === event.pane ? state : settled({...state, focus: event.pane});
		case 'list-moved':
			return state.screen === 'files' ? movedInFiles(state, event.move) : movedPane(state, event.move);
		case 'transfers-told':
			return transfersTold(state, event.transfers);
		case 'in-files':
			return updateFiles(state, event.event);
		case 'config-read':
		case 'host-chosen':
		case 'host-marked':
		case 'problems-found':
		case 'findings-found':
		case 'history-read':
		case 'filter-opened':
		case 'filter-edited':
		case 'filter-set':
		case 'filter-left':
		case 'filter-cleared':
		case 'sort-chosen':
		case 'sort-reversed': {
			const hosts = updateHosts(state.hosts, event, heightOf(state, 'hosts'));
			const files = event.type === 'history-read' ? withMemory(state.files, event) : state.files;
			return settled({...state, hosts, files});
		}
		case 'details-requested':
		case 'details-loaded':
		case 'details-withheld':
		case 'details-failed':
			return settled({...state, details: updateDetails(event)});
		case 'selection-rested':
			return restedOn(state, event.key);
		case 'agent-read':
		case 'other-agents-read':
		case 'keys-read':
		case 'key-chosen':
		case 'key-added':
		case 'key-undo-kept': {
			const next = updateKeys(state, event);
			return next === state ? state : settled(next);
		}
		case 'forwards-read':
			return settledForwards(state, {...state, runningForwards: event.forwards});
		case 'own-forwards-told':
			return settledForwards(state, withOwnForwards(state, event.forwards));
		case 'keeper-heard':
			return settledForwards(state, {...state, keeperAdvice: event.advice});
		case 'forward-chosen':
			return onForward(state, event.id);
		case 'forward-removed':
			return {...state, removedForwards: [...state.removedForwards, event.forward]};
		case 'forward-put-back':
			return {...state, removedForwards: state.removedForwards.slice(0, -1)};
		case 'connection-opened':
			return {...state, connections: [...state.connections, event.alias]};
		case 'connection-ended': {
			const index = state.connections.indexOf(event.alias);
			return {...state, connections: state.connections.filter((_, at) => at !== index)};
		}
		case 'message-shown': {
			const message = {tone: event.tone, text: event.text, at: event.at};
			return {...state, message, messages: [...state.messages, message].slice(-keptMessages)};
		}
		case 'hint-shown':
			return {...state, message: {tone: 'info', text: event.text, at: event.at}};
		case 'message-cleared':
			return state.message === null ? state : {...state, message: null};
		case 'notice-given':
			return settled({...state, notices: [...state.notices, event.text]});
		case 'work-started':
			return {...state, work: [...state.work, event.title]};
		case 'work-retitled': {
			const index = state.work.indexOf(event.title);
			return {...state, work: state.work.map((title, at) => (at === index ? event.next : title))};
		}
		case 'work-ended': {
			const index = state.work.indexOf(event.title);
			return {...state, work: state.work.filter((_, at) => at !== index)};
		}
		default:
			return updateDialog(state, event);
	}
}
