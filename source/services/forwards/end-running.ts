import {Failure} from '../../core/errors.ts';
import type {RunningProcess} from '../../core/forwards/running-forward.ts';
import {readProcess} from './ssh-processes.ts';

const patience = 3000;
const interval = 50;

/**
 * Ends a process of this user that holds a forward (SIGTERM), if it is still that very one: looked at in the moment before the
 * signal. Resolves when it has ended. Throws a Failure when it is another one, or does not end.
 */
export async function endRunning({pid, startTicks}: RunningProcess): Promise<void> {
	const isThere = (): boolean => readProcess(pid)?.startTicks === startTicks;
	if (!isThere()) {
		throw new Failure(`Process ${pid} is no longer the one that was shown: nothing was signalled.`);
	}
	try {
		process.kill(pid, 'SIGTERM');
		// One that was stopped takes the signal only when it goes on.
		process.kill(pid, 'SIGCONT');
	} catch (error) {
		throw new Failure(`Process ${pid} could not be signalled.`, {cause: error});
	}
	for (let waited = 0; waited < patience; waited += interval) {
		if (!isThere()) {
			return;
		}
		await new Promise(resolve => setTimeout(resolve, interval));
	}
	throw new Failure(`Process ${pid} has not ended after ${patience / 1000} s.`, {
		nextStep: 'It may do so later; nothing harder was sent.',
	});
}
