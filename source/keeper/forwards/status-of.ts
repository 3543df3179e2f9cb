import type {ForwardStatus} from '../../core/forwards/forward-status.ts';
import {waitsForAnswer} from '../../core/prompts/what-is-asked.ts';
import type {Run} from './run.ts';

/** Whether a forward is on its way up. */
export function isWaiting(run: Run): boolean {
	const {state} = run.record();
	return state === 'starting' || state === 'reconnecting';
}

/** How a forward is, as clients are told. On its way up it may wait for somebody: then that is why it is in its state. */
export function statusOf(run: Run): ForwardStatus {
	const {history, ...status} = run.record();
	const what = isWaiting(run) ? run.carrier().asking() : null;
	return what === null ? status : {...status, reason: waitsForAnswer(what)};
}
