import {silenceAdvice} from '../../core/keeper/silence.ts';
import {isStopped} from './process-identity.ts';

/** Notices when a keeper that was asked something says nothing. Nothing runs while nothing was asked. */
export type Hearing = {
	/** Something was asked. Gives whether no answer was due as yet. */
	asked(): boolean;
	/** Something was said. */
	heard(): void;
};

/** How long a keeper may take to answer, in milliseconds: it does at once, but on a machine without any time. */
const limit = 3000;

/** `tell` hears what helps when it is silent, and null when it no longer is. */
export function openHearing(pid: () => number | null, tell: (advice: string | null) => void): Hearing {
	let timer: NodeJS.Timeout | null = null;
	let isSilent = false;

	function silent(): void {
		const process = pid();
		if (process !== null) {
			isSilent = true;
			tell(silenceAdvice(process, isStopped(process)));
		}
	}

	return {
		asked() {
			if (timer !== null) {
				return false;
			}
			timer = setTimeout(() => {
				// Where we were stopped ourselves, what came meanwhile is read between two timers.
				timer = setTimeout(silent, 0).unref();
			}, limit).unref();
			return true;
		},
		heard() {
			clearTimeout(timer ?? undefined);
			timer = null;
			if (isSilent) {
				isSilent = false;
				tell(null);
			}
		},
	};
}
