import type {Watchdog} from '../services/ssh/quiet-watchdog.ts';
import type {Broker} from './broker.ts';
import type {Lessee} from './client.ts';
import type {Ended} from './start-hub.ts';

/** The opening of a connection for the one who started it, who answers its questions. */
export type Start = {
	readonly starter: Lessee;
	/** Aborted when the opening is to end. */
	readonly signal: AbortSignal;
	/** What the environment of its ssh gets. */
	readonly token: string;
	watched(watchdog: Watchdog): void;
	/** A lessee left, or (undefined) everyone did: without its starter the opening ends. */
	leave(lessee?: Lessee): void;
	isLeft(): boolean;
	/** Why it failed, as far as we know it better than ssh. */
	explain(ended: Ended): Ended;
	/** Nothing more will be asked. */
	over(): void;
};

const cancelled = 'The login was cancelled.';
const missed = 'ssh asked something, and nobody was there to answer.';

export function openStart(starter: Lessee, broker: Broker): Start {
	const abort = new AbortController();
	let watchdog: Watchdog | null = null;
	let isLeft = false;
	let isCancelled = false;
	let isMissed = false;
	const {token, revoke} = broker.grant({
		owner: () => (starter.isInteractive && !isLeft ? starter : null),
		pause: () => watchdog?.pause() ?? (() => {}),
		cancel() {
			isCancelled = true;
			abort.abort();
		},
		miss() {
			isMissed = !isLeft;
			abort.abort();
		},
	});
	return {
		starter,
		signal: abort.signal,
		token,
		watched(found) {
			watchdog = found;
		},
		leave(lessee) {
			if (lessee === undefined || lessee === starter) {
				isLeft = true;
				abort.abort();
			}
		},
		isLeft: () => isLeft,
		explain(ended) {
			if (isCancelled) {
				return {...ended, ending: 'cancelled', reason: cancelled};
			}
			return isMissed ? {...ended, ending: 'needs you', reason: missed} : ended;
		},
		over: revoke,
	};
}
