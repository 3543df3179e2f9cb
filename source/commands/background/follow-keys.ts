import type {OtherAgent} from '../../state/app-state.ts';
import type {Store} from '../../state/store.ts';
import type {Services} from '../services.ts';
import {latest} from './latest.ts';

/** How often the agent is asked while the pane has the focus, in milliseconds: one may be started, or locked, elsewhere. */
const interval = 3000;

/**
 * Reads the key files and asks the agents when told to, when the config changes, and when their pane gets the focus; while
 * it has it, the agents again and again. Nobody waits for an agent.
 */
export function followKeys(store: Store, services: Services, report: (error: unknown) => void) {
	const {send} = store;
	const agent = latest(report);
	const others = latest(report);
	const files = latest(report);
	let timer: NodeJS.Timeout | undefined;

	function askAgents(): void {
		clearTimeout(timer);
		agent.run(async signal => {
			const state = await services.keys.agent(null, signal);
			signal.throwIfAborted();
			send({type: 'agent-read', agent: state});
			if (store.state().focus === 'keys') {
				timer = setTimeout(askAgents, interval);
				timer.unref();
			}
		});
		others.run(askOthers);
	}

	async function askOthers(signal: AbortSignal): Promise<void> {
		const named = (store.state().hosts.reading?.keyUses.agents ?? []).flatMap(
			({socket, hosts}): OtherAgent[] => (socket ? [{socket, hosts, agent: null}] : []),
		);
		const {otherAgents} = store.state();
		if (named.length === 0 && otherAgents.length === 0) {
			return;
		}
		// What was known of them stays on show until there is newer.
		const known = named.map(one => otherAgents.find(({socket}) => socket === one.socket) ?? one);
		send({type: 'other-agents-read', agents: known});
		const asked = await Promise.all(
			named.map(async one => ({...one, agent: await services.keys.agent(one.socket, signal)})),
		);
		signal.throwIfAborted();
		send({type: 'other-agents-read', agents: asked});
	}

	function readFiles(): void {
		files.run(async signal => {
			const named = store.state().hosts.reading?.keyUses.named ?? [];
			const found = await services.keys.files(named, signal);
			signal.throwIfAborted();
			send({type: 'keys-read', files: found});
		});
	}

	function read(): void {
		askAgents();
		readFiles();
	}

	const unsubscribe = store.subscribe((state, before) => {
		const isEntered = state.focus !== before.focus && state.focus === 'keys';
		if (isEntered || state.hosts.reading?.fingerprint !== before.hosts.reading?.fingerprint) {
			read();
		}
	});
	return {
		read,
		stop(): void {
			unsubscribe();
			clearTimeout(timer);
			for (const task of [agent, others, files]) {
				task.cancel();
			}
		},
	};
}
