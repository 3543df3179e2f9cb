import {connect} from 'node:net';
import {type AgentState, answerLimit, listRequest, parseAgentListing} from '../../core/keys/agent.ts';
import {fingerprint} from '../keys/fingerprint.ts';

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
	signal?.throwIfAborted();
	const answer = await ask(socket, signal, deadline);
	if (!(answer instanceof Uint8Array)) {
		return answer;
	}
	const listing = parseAgentListing(answer);
	if ('problem' in listing) {
		return {state: 'stale', socket, reason: listing.problem};
	}
	if (listing.length === 0) {
		return {state: 'empty', socket};
	}
	const identities = listing.map(({key, comment}) => ({
		type: key.type,
		bits: key.bits,
		fingerprint: fingerprint(key.blob),
		comment,
		certificate: key.certificate,
	}));
	return {state: 'keys', socket, identities};
}

/** Sends the one request; gives the message that answers it, without its length, or the state that keeps it from coming. */
function ask(
	path: string,
	signal: AbortSignal | undefined,
	deadline: number,
): Promise<Uint8Array | AgentState> {
	return new Promise((resolve, reject) => {
		const settle = (finish: () => void): void => {
			clearTimeout(timer);
			signal?.removeEventListener('abort', abort);
			connection.destroy();
			finish();
		};
		const stale = (reason: string): void => settle(() => resolve({state: 'stale', socket: path, reason}));
		const silent = (): void => settle(() => resolve({state: 'silent', socket: path}));
		const abort = (): void => settle(() => reject(signal?.reason));
		const connection = connect({path});
		const timer = setTimeout(silent, deadline);
		signal?.addEventListener('abort', abort, {once: true});
		let answer = Buffer.alloc(0);
		connection.once('connect', () => connection.write(listRequest));
		connection.on('data', data => {
			answer = Buffer.concat([answer, data]);
			const length = answer.length < 4 ? 0 : answer.readUInt32BE();
			if (length > answerLimit) {
				stale('what answers there is no ssh agent');
			} else if (answer.length >= 4 + length && answer.length >= 4) {
				settle(() => resolve(answer.subarray(4, 4 + length)));
			}
		});
		connection.once('end', () => stale('it hangs up without an answer'));
		connection.on('error', (error: NodeJS.ErrnoException) => {
			// The queue of an agent that no longer accepts is full: somebody is there.
			if (error.code === 'EAGAIN') {
				silent();
			} else {
				stale(reasons.get(error.code ?? '') ?? `the system says ${error.code}`);
			}
		});
	});
}

const reasons: ReadonlyMap<string, string> = new Map([
	['ENOENT', 'the socket does not exist'],
	['ECONNREFUSED', 'nothing listens there any more'],
	['ENOTSOCK', 'it is no socket'],
	['EACCES', 'it belongs to somebody else'],
	['EPERM', 'it belongs to somebody else'],
	['ENOTDIR', 'the socket does not exist'],
	['EINVAL', 'its path is too long for a socket'],
	['ECONNRESET', 'it hangs up without an answer'],
	['EPIPE', 'it hangs up without an answer'],
]);
