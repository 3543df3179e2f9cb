import type {Forward} from '../../core/forwards/forward.ts';
import {printForward} from '../../core/forwards/print-forward.ts';
import {type Captured, capture} from '../../services/ssh/capture.ts';
import {controlArguments} from '../../services/ssh/quiet-arguments.ts';

const letters = {local: '-L', remote: '-R', dynamic: '-D'} as const;
const deadline = 10_000;

/**
 * Has a hub open or close a forward (`ssh -O`): what that ssh said, which alone says how it went, for it ends with 0 whatever
 * happened; null when the hub does not answer.
 */
export async function controlForward(
	socket: string,
	action: 'forward' | 'cancel',
	forward: Forward,
): Promise<Captured | null> {
	const words = [letters[forward.kind], printForward(forward)];
	try {
		return await capture('ssh', controlArguments(socket, action, words), {deadline});
	} catch {
		return null;
	}
}
