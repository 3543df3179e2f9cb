import {jumpName} from '../core/hosts/route.ts';
import type {AppState} from './app-state.ts';

/** The hosts that some ssh of this user is connected to now, by alias, as far as the system tells. */
export type LiveHosts = {readonly sessions: ReadonlySet<string>; readonly forwards: ReadonlySet<string>};

const none: LiveHosts = {sessions: new Set(), forwards: new Set()};
const known = new WeakMap<object, LiveHosts>();

/** Which hosts have a session or a forward now. */
export function liveHosts({runningForwards}: AppState): LiveHosts {
	if (runningForwards?.supported !== true) {
		return none;
	}
	let live = known.get(runningForwards);
	if (live === undefined) {
		const {forwards, sessions} = runningForwards;
		live = {
			sessions: new Set(sessions.map(jumpName)),
			forwards: new Set(forwards.flatMap(({host}) => (host === null ? [] : [jumpName(host)]))),
		};
		known.set(runningForwards, live);
	}
	return live;
}
