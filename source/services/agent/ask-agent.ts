import {stat} from 'node:fs/promises';
import {connect} from 'node:net';
import {type AgentState, answerLimit} from '../../core/keys/agent.ts';

/** Why an agent gave no answer. */
export type NoAnswer = Extract<AgentState, {state: 'stale' | 'silent'}>;

/**
 * Sends an agent one request; gives the message that answers it, without its length, or the state that keeps it from
 * coming. `deadline` is in milliseconds. Throws only when aborted.
 */
export function askAgent(
	path: string,
	request: Uint8Array,
	{signal, deadline}: {readonly signal: AbortSignal | undefined; readonly deadline: number},
): Promise<Uint8Array | NoAnswer> {
	return new Promise((resolve, reject) => {
		signal?.throwIfAborted();
		const settle = (finish: () => void): void => {
			clearTimeout(timer);
			signal?.removeEventListener('abort', abort);
			connection.destroy();
			finish();
		};
		const stale = (reason: string, isFree = false): void =>
			settle(() => resolve({state: 'stale', socket: path, reason, isFree}));
		const silent = (): void => settle(() => resolve({state: 'silent', socket: path}));
		const abort = (): void => settle(() => reject(signal?.reason));
		const connection = connect({path});
		const timer = setTimeout(silent, deadline);
		signal?.addEventListener('abort', abort, {once: true});
		let answer = Buffer.alloc(0);
		connection.once('connect', () => connection.write(request));
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
			} else if (error.code === 'ECONNREFUSED') {
				void whyNobody(path).then(({reason, isFree}) => stale(reason, isFree));
			} else if (error.code === 'ENOENT') {
				stale('the socket does not exist', true);
			} else {
				stale(reasons.get(error.code ?? '') ?? `the system says ${error.code}`);
			}
		});
	});
}

/** Why nobody listens at a path: for Linux what is no socket at all is a socket that refuses. */
async function whyNobody(path: string): Promise<{reason: string; isFree: boolean}> {
	const found = await stat(path).catch(() => null);
	if (found === null || found.isSocket()) {
		return {reason: 'nothing listens there any more', isFree: found !== null};
	}
	const kind = found.isFile() ? 'a regular file, ' : found.isDirectory() ? 'a directory, ' : '';
	return {reason: `it is ${kind}no socket`, isFree: false};
}

const reasons: ReadonlyMap<string, string> = new Map([
	['ENOTSOCK', 'it is no socket'],
	['EACCES', 'it belongs to somebody else'],
	['EPERM', 'it belongs to somebody else'],
	['ENOTDIR', 'the socket does not exist'],
	['EINVAL', 'its path is too long for a socket'],
	['ECONNRESET', 'it hangs up without an answer'],
	['EPIPE', 'it hangs up without an answer'],
]);
