import {isUp} from '../core/forwards/forward-status.ts';
import {jumpName} from '../core/hosts/route.ts';
import type {AppState} from './app-state.ts';

/** The hosts that some ssh of this user is connected to now, by alias, as far as the system tells. */
export type LiveHosts = {readonly sessions: ReadonlySet<string>; readonly forwards: ReadonlySet<string>};

type Known = Pick<AppState, 'runningForwards' | 'ownForwards' | 'connections'>;

let last: (Known & {readonly live: LiveHosts}) | null = null;

/** Which hosts have a session or a forward now. */
export function liveHosts({runningForwards, ownForwards, connections}: Known): LiveHosts {
	if (
		last?.runningForwards !== runningForwards ||
		last.ownForwards !== ownForwards ||
		last.connections !== connections
	) {
		const {forwards, sessions} =
			runningForwards?.supported === true ? runningForwards : {forwards: [], sessions: []};
		const live = {
			sessions: new Set([...sessions.map(jumpName), ...connections]),
			forwards: new Set([
				...forwards.flatMap(({host}) => (host === null ? [] : [jumpName(host)])),
				...(ownForwards ?? []).filter(isUp).map(({alias}) => alias),
			]),
		};
		last = {runningForwards, ownForwards, connections, live};
	}
	return last.live;
}
