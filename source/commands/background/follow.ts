import type {ConfigReading} from '../../core/hosts/host.ts';
import type {Store} from '../../state/store.ts';
import type {Services} from '../services.ts';
import {followDetails} from './follow-details.ts';
import {followForwards} from './follow-forwards.ts';
import {followKeys} from './follow-keys.ts';
import {followLint} from './follow-lint.ts';
import {latest} from './latest.ts';
import {readAhead} from './read-ahead.ts';

export type Followers = {
	/** Reads everything anew. */
	refresh(): void;
	/** From now on ssh may be asked about this host although that may run a `Match exec` command. */
	allowExec(alias: string): void;
	stop(): void;
};

/** Keeps what is on screen true: follows the config files, the selection, the agent and (while looked at) the forwards. */
export function follow(store: Store, services: Services, report: (error: unknown) => void): Followers {
	const {send} = store;
	const details = followDetails(store, services, report);
	const forwards = followForwards(store, services, report);
	const config = latest(report);
	const rest = latest(report);
	const keys = followKeys(store, services, report);
	const lint = followLint(store, services, report);

	function readConfig(): void {
		config.run(async signal => {
			const reading = await services.config.read(signal);
			if (!signal.aborted) {
				send({type: 'config-read', reading});
				details.load();
			}
		});
	}
	// Apart from the reading: the first frame does not wait for them.
	function readTheRest(reading: ConfigReading | null): void {
		if (reading !== null) {
			send({type: 'problems-found', problems: reading.problems});
			rest.run(signal => readAhead(reading.hosts, signal));
		}
	}

	const stopWatching = services.config.watch(readConfig);
	const unsubscribe = store.subscribe((state, before) => {
		if (state.hosts.reading !== before.hosts.reading) {
			readTheRest(state.hosts.reading);
			lint.look();
		}
	});
	readTheRest(store.state().hosts.reading);
	lint.look();
	keys.read();
	forwards.read();
	details.load();
	return {
		refresh() {
			readConfig();
			keys.read();
			forwards.read();
		},
		allowExec: details.allowExec,
		stop() {
			stopWatching();
			unsubscribe();
			for (const part of [details, forwards, keys, lint]) {
				part.stop();
			}
			config.cancel();
			rest.cancel();
		},
	};
}
