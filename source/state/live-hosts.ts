import type {AppState} from './app-state.ts';

/** The hosts that some ssh of this user is connected to now, by alias, as far as the system tells. */
export type LiveHosts = {readonly sessions: ReadonlySet<string>; readonly forwards: ReadonlySet<string>};

const none: LiveHosts = {sessions: new Set(), forwards: new Set()};
const known = new WeakMap<object, LiveHosts>();

/** The host of a destination as typed: `web-1` of `deploy@web-1`. */
function hostOf(destination: string): string {
	return destination.slice(destination.lastIndexOf('@') + 1);
}

/** Which hosts have a session or a forward now. */
export function liveHosts({runningForwards}: AppState): LiveHosts {
	if (runningForwards?.supported !== true) {
		return none;
	}
	let live = known.get(runningForwards);
	if (live === undefined) {
		const {forwards, sessions} = runningForwards;
		live = {
			sessions: new Set(sessions.map(hostOf)),
			forwards: new Set(forwards.flatMap(({host}) => (host === null ? [] : [hostOf(host)]))),
		};
		known.set(runningForwards, live);
	}
	return live;
}
