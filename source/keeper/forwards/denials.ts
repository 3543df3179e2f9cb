import type {ForwardPlan} from '../../core/forwards/forward-status.ts';
import type {Environment} from '../../core/keeper/environment.ts';
import {readAgent} from '../../services/agent/read-agent.ts';
import type {Client} from '../client.ts';
import type {Run} from './run.ts';

/** Forwards whose login was denied: they are tried again once somebody comes whose agent holds another key. */
export type Denials = {
	/** Its login was denied, with what its agent held. */
	add(run: Run): void;
	/** A client is there. */
	seen(client: Client): Promise<void>;
};

export function openDenials(
	environmentOf: (plan: ForwardPlan) => Environment,
	retry: (client: Client, run: Run) => void,
): Denials {
	/** What keys were of no use. */
	const denied = new Map<Run, Promise<ReadonlySet<string>>>();
	return {
		add: run => void denied.set(run, keysIn(environmentOf(run.record()))),
		async seen(client) {
			if (denied.size === 0) {
				return;
			}
			const keys = [...(await keysIn(client.environment))];
			for (const [run, useless] of [...denied]) {
				const known = await useless;
				const isStill = run.record().state === 'failed';
				if (denied.get(run) === useless && !(isStill && keys.every(key => known.has(key)))) {
					denied.delete(run);
					if (isStill) {
						retry(client, run);
					}
				}
			}
		},
	};
}

/** The fingerprints of the keys that the agent of an environment holds. */
async function keysIn({SSH_AUTH_SOCK: socket}: Environment): Promise<ReadonlySet<string>> {
	const agent = await readAgent(socket);
	return new Set(agent.state === 'keys' ? agent.identities.map(({fingerprint}) => fingerprint) : []);
}
