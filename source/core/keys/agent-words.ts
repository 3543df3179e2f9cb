import {counted} from '../text/numbers.ts';
import type {AgentState} from './agent.ts';

/** The state of an agent in a few words, not yet clean. */
export function agentWords(agent: AgentState): string {
	switch (agent.state) {
		case 'keys':
			return counted(agent.identities.length, 'key');
		case 'empty':
			return 'empty or locked';
		case 'none':
			return 'none: SSH_AUTH_SOCK is not set';
		case 'stale':
			return `${agent.isFree ? 'stale socket' : 'no agent there'}: ${agent.reason}`;
		case 'silent':
			return 'does not answer';
	}
}
