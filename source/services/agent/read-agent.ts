import {type AgentState, listRequest, parseAgentListing} from '../../core/keys/agent.ts';
import {fingerprint} from '../keys/fingerprint.ts';
import {askAgent} from './ask-agent.ts';

export type ReadAgentOptions = {
	readonly signal?: AbortSignal | undefined;
	/** Milliseconds after which the agent counts as silent. */
	readonly deadline?: number;
};

/**
 * Asks the agent at a socket for its keys (draft-miller-ssh-agent), with no child process. An agent may stop to ask its
 * user something, hence the deadline. Throws only when aborted.
 */
export async function readAgent(
	socket: string | undefined,
	{signal, deadline = 2000}: ReadAgentOptions = {},
): Promise<AgentState> {
	if (!socket) {
		return {state: 'none'};
	}
	const answer = await askAgent(socket, listRequest, {signal, deadline});
	if (!(answer instanceof Uint8Array)) {
		return answer;
	}
	const listing = parseAgentListing(answer);
	if ('problem' in listing) {
		return {state: 'stale', socket, reason: listing.problem, isFree: false};
	}
	if (listing.length === 0) {
		return {state: 'empty', socket};
	}
	const identities = listing.map(({key, comment, blob}) => ({
		type: key.type,
		bits: key.bits,
		fingerprint: fingerprint(key.blob),
		comment,
		certificate: key.certificate,
		blob,
	}));
	return {state: 'keys', socket, identities};
}
