import {type Attempt, explainStatus} from './explain-status.ts';
import type {SftpSession} from './session.ts';
import {withSignal} from './with-signal.ts';

/**
 * How requests are made on a session: rejects with what a bare status means for what was asked, and at once when cancelled;
 * what arrives after that goes to `late`.
 */
export function attemptsOn(session: SftpSession) {
	return async <Result>(
		asked: Attempt,
		signal: AbortSignal | undefined,
		work: () => Promise<Result>,
		late?: (result: Result) => void,
	): Promise<Result> => {
		signal?.throwIfAborted();
		try {
			return await withSignal(work(), signal, late);
		} catch (error) {
			signal?.throwIfAborted();
			throw await explainStatus(session, asked, error);
		}
	};
}
