import type {Host} from '../core/hosts/host.ts';
import {historyOf} from '../core/hosts/memory.ts';
import {settle} from '../core/list/position.ts';
import {rank} from '../core/search/rank.ts';
import type {HostRow, HostsState} from './app-state.ts';

let collator: Intl.Collator | undefined;

/** By name, as people count: `web-2` before `web-10`. The collator costs milliseconds, and few sort. */
function compare(a: string, b: string): number {
	collator ??= new Intl.Collator('en', {numeric: true});
	return collator.compare(a, b);
}

/** `user@hostname:port`, of what the config says: the part that is left out is ssh's default. */
export function addressOf(host: Host): string {
	const user = host.user === null ? '' : `${host.user}@`;
	const name = host.hostName ?? host.alias;
	const isPortNeeded = host.port !== null && host.port !== 22;
	const bracketed = isPortNeeded && name.includes(':') ? `[${name}]` : name;
	return user + bracketed + (isPortNeeded ? `:${host.port}` : '');
}

function sorted(hosts: readonly Host[], {sort, history}: HostsState): readonly Host[] {
	if (sort.by === 'config') {
		return sort.isReversed ? hosts.toReversed() : hosts;
	}
	const direction = sort.isReversed ? -1 : 1;
	const orders = {
		name: (a: Host, b: Host) => compare(a.alias, b.alias),
		used: (a: Host, b: Host) =>
			(historyOf(history, b.alias)?.lastUsed ?? 0) - (historyOf(history, a.alias)?.lastUsed ?? 0),
		address: (a: Host, b: Host) => compare(a.hostName ?? a.alias, b.hostName ?? b.alias),
	};
	const order = orders[sort.by];
	return hosts.toSorted((a, b) => direction * order(a, b));
}

function pinnedFirst(hosts: readonly Host[], pins: readonly string[]): readonly Host[] {
	if (pins.length === 0) {
		return hosts;
	}
	const pinned = new Set(pins);
	return [...hosts.filter(host => pinned.has(host.alias)), ...hosts.filter(host => !pinned.has(host.alias))];
}

/**
 * The rows of the Hosts pane: the hosts in the chosen order, pinned ones first, then the patterns. Under a filter: the
 * hosts it fits, best first whatever the order (Enter is for the best), and what is typed as something to connect to.
 */
function hostRows(hosts: HostsState): readonly HostRow[] {
	const reading = hosts.reading;
	const all = reading?.hosts ?? [];
	const query = hosts.filter.text.trim();
	const asRow = (host: Host): HostRow => ({kind: 'host', key: `host ${host.alias}`, host});
	if (query === '') {
		const patterns = (reading?.patterns ?? []).map(
			(pattern): HostRow => ({
				kind: 'pattern',
				key: `pattern ${pattern.source.file}:${pattern.source.line}`,
				pattern,
			}),
		);
		return [...pinnedFirst(sorted(all, hosts), hosts.pins).map(asRow), ...patterns];
	}
	const rows = rank(query, all).map(asRow);
	const isHost = all.some(host => host.alias === query);
	return query.startsWith('#') || isHost ? rows : [...rows, {kind: 'typed', key: 'typed', text: query}];
}

/** The state with its rows made anew and the cursor on the row where it was, wherever that is now. */
export function withRows(hosts: HostsState, height: number): HostsState {
	const key = hosts.rows[hosts.position.cursor]?.key;
	const rows = hostRows(hosts);
	const found = key === undefined ? -1 : rows.findIndex(row => row.key === key);
	const shift = found === -1 ? 0 : found - hosts.position.cursor;
	const position = {
		cursor: found === -1 ? hosts.position.cursor : found,
		first: hosts.position.first + shift,
	};
	return {...hosts, rows, position: settle(position, rows.length, height)};
}
