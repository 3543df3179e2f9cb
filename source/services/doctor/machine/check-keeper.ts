import type {Stage} from '../../../core/doctor/stage.ts';
import {Failure} from '../../../core/errors.ts';
import {printable} from '../../../core/text/printable.ts';
import type {KeeperStatus} from '../../keeper/ask-keeper.ts';

/** The keeper of shared connections, where one runs: does it answer, and what does it keep? Starts none. */
export async function checkKeeper(status: () => Promise<KeeperStatus | null>): Promise<Stage> {
	const stage = {stage: 'keeper', ms: null, cause: null, advice: null};
	try {
		const found = await status();
		if (found === null) {
			return {...stage, status: 'ok', raw: ['None runs: the first connection starts it.']};
		}
		const {pid, program, hubs} = found;
		const up = hubs.filter(({state}) => state === 'up').map(({alias}) => printable(alias));
		const kept = up.length === 0 ? 'no connections' : `connections to ${up.join(', ')}`;
		return {...stage, status: 'ok', raw: [`Process ${pid}, version ${printable(program)}: ${kept}.`]};
	} catch (error) {
		if (!(error instanceof Failure)) {
			throw error;
		}
		const {message, nextStep = 'It is ended by hand, and the next connection starts another.'} = error;
		return {...stage, status: 'failed', cause: printable(message), advice: nextStep, raw: []};
	}
}
