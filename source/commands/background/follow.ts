import type {Store} from '../../state/store.ts';
import type {Services} from '../services.ts';
import {followDetails} from './follow-details.ts';
import {followForwards} from './follow-forwards.ts';
import {latest} from './latest.ts';

export type Followers = {
	/** Reads everything anew. */
	refresh(): void;
	/** Loads the details of the selected host although that may run a `Match exec` command. */
	allowExec(): void;
	stop(): void;
};

/** Keeps what is on screen true: follows the config files, the selection, the agent and (while looked at) the forwards. */
export function follow(store: Store, services: Services, report: (error: unknown) => void): Followers {
	const {send} = store;
	const details = followDetails(store, services, report);
	const forwards = followForwards(store, services, report);
	const config = latest(report);
	const agent = latest(report);
	const keys = latest(report);

	function readConfig(): void {
		config.run(async signal => {
			const reading = await services.config.read(signal);
			if (!signal.aborted) {
				send({type: 'config-read', reading});
				send({type: 'problems-found', problems: reading.problems});
				details.load(false);
			}
		});
	}
	function readKeys(): void {
		agent.run(async signal => send({type: 'agent-read', agent: await services.keys.agent(signal)}));
		keys.run(async signal => send({type: 'keys-read', files: await services.keys.files(signal)}));
	}

	const stopWatching = services.config.watch(readConfig);
	const unsubscribe = store.subscribe((state, before) => {
		if (state.focus !== before.focus && state.focus === 'keys') {
			readKeys();
		}
	});
	const {reading} = store.state().hosts;
	if (reading !== null) {
		// The first frame did not wait for them.
		send({type: 'problems-found', problems: reading.problems});
	}
	readKeys();
	forwards.read();
	details.load(false);
	return {
		refresh() {
			readConfig();
			readKeys();
			forwards.read();
		},
		allowExec: () => details.load(true),
		stop() {
			stopWatching();
			unsubscribe();
			for (const part of [details, forwards]) {
				part.stop();
			}
			for (const task of [config, agent, keys]) {
				task.cancel();
			}
		},
	};
}
