import {listStart, moved, settle} from '../core/list/position.ts';
import {edited, emptyField, fieldWith, type TextField} from '../core/text/field.ts';
import type {HostsState} from './app-state.ts';
import type {HostsEvent} from './events.ts';
import {goneWith} from './files/host-marks.ts';
import {withRows} from './host-rows.ts';

function filtered(hosts: HostsState, filter: TextField, height: number): HostsState {
	if (filter.text === hosts.filter.text) {
		return {...hosts, filter};
	}
	const next = withRows({...hosts, filter}, height);
	// A changed query asks anew for the best host; an emptied one leaves the cursor on the host it found.
	return filter.text.trim() === '' ? next : {...next, position: listStart};
}

/** What an event changes in the Hosts pane; `height` is the number of its rows on screen. */
export function updateHosts(hosts: HostsState, event: HostsEvent, height: number): HostsState {
	switch (event.type) {
		case 'config-read':
			return withRows({...hosts, reading: event.reading, gone: goneWith(event.reading, hosts)}, height);
		case 'host-chosen': {
			const cursor = hosts.rows.findIndex(row => row.key === `host ${event.alias}`);
			return cursor === -1
				? hosts
				: {...hosts, position: settle({...hosts.position, cursor}, hosts.rows.length, height)};
		}
		case 'host-marked': {
			const {alias} = event;
			if (alias === null) {
				return {...hosts, marks: []};
			}
			const others = hosts.marks.filter(mark => mark !== alias);
			return {...hosts, marks: others.length < hosts.marks.length ? others : [...others, alias]};
		}
		case 'findings-found': {
			const {findings} = event;
			// The worst are first: they stay.
			const byAlias = findings.flatMap(({aliases, severity}) =>
				aliases.map(alias => [alias, severity] as const),
			);
			return {
				...hosts,
				findings,
				worst: new Map(byAlias.filter(([, severity]) => severity !== 'note').toReversed()),
			};
		}
		case 'problems-found':
			return {...hosts, problems: event.problems};
		case 'history-read':
			return withRows({...hosts, history: event.history, pins: event.pins}, height);
		case 'filter-opened':
			return {...hosts, isFiltering: true};
		case 'filter-edited':
			return filtered(hosts, edited(hosts.filter, event.edit), height);
		case 'filter-set':
			return filtered(hosts, fieldWith(event.text), height);
		case 'filter-left':
			return {...hosts, isFiltering: false};
		case 'filter-cleared':
			return filtered({...hosts, isFiltering: false}, emptyField, height);
		case 'sort-chosen':
			return withRows({...hosts, sort: {by: event.by, isReversed: false}}, height);
		case 'sort-reversed':
			return withRows({...hosts, sort: {...hosts.sort, isReversed: !hosts.sort.isReversed}}, height);
	}
}

/** The Hosts pane after a move of its cursor. */
export function movedHosts(hosts: HostsState, move: Parameters<typeof moved>[1], height: number): HostsState {
	const position = moved(hosts.position, move, hosts.rows.length, height);
	return position === hosts.position ? hosts : {...hosts, position};
}
