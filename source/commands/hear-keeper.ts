import {silenceText} from '../core/keeper/silence.ts';
import type {Context} from './context.ts';

/** Says when the keeper does not answer (`advice`: what helps), and when it does again (null). */
export function hearKeeper(
	{state, send, say}: Pick<Context, 'state' | 'send' | 'say'>,
	advice: string | null,
): void {
	const before = state().keeperAdvice;
	// Several connections to it may notice the same.
	if (advice === before) {
		return;
	}
	send({type: 'keeper-heard', advice});
	if (advice === null) {
		say('good', 'The keeper of shared connections answers again.');
	} else {
		say('bad', silenceText(advice));
	}
}
