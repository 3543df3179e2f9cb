import type {Forward} from '../../core/forwards/forward.ts';
import type {Setback} from '../../core/forwards/life.ts';

/** A forward that wants to be carried by the hub of its host. */
export type Load = {
	readonly forward: Forward;
	/** It had a listener before: a socket file that is there and dead is its own. */
	wasUp(): boolean;
	/** It listens. `port` is the one that the far side chose. */
	opened(pid: number, port: number | null): void;
	setBack(setback: Setback): void;
	/** A connection through it failed for this reason, in ssh's words, or (null) did not. */
	used(why: string | null): void;
};
