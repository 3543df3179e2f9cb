import type {Forward} from './forward.ts';

export const forwardStates = [
	'starting',
	'up',
	'degraded',
	'reconnecting',
	'needs you',
	'failed',
	'stopped',
] as const;
/** `degraded`: the listener is there, and its last use failed. `needs you`: ssh asks something and nobody is there. */
export type ForwardState = (typeof forwardStates)[number];

/** A forward of ours as it was asked for. `specification` is what stands after -L, -R or -D, with its bind address. */
export type ForwardPlan = {
	readonly alias: string;
	/** The file of `ssh -F`, null for ssh's own choice. */
	readonly configFile: string | null;
	readonly kind: Forward['kind'];
	readonly specification: string;
	readonly label: string | null;
	/** It stays in the list when it is stopped, whatever happens to the machine. */
	readonly isSaved: boolean;
	/** It starts with the dashboard. */
	readonly isAutomatic: boolean;
};

/** A forward of ours and how it is. Times in milliseconds since the epoch. */
export type ForwardStatus = ForwardPlan & {
	readonly id: string;
	readonly state: ForwardState;
	/** Why it is in this state, a clean line; null where there is nothing to say. */
	readonly reason: string | null;
	/** Since when it is up (also when degraded), else since when it is in this state. */
	readonly since: number;
	/** How many times it was tried to bring it up again, and when the next time is; null when that is now, or never. */
	readonly attempt: number;
	readonly nextAt: number | null;
	/** The port that the far side chose where 0 was asked for. */
	readonly port: number | null;
	/** The ssh that holds it. */
	readonly pid: number | null;
};

/** Whether somebody should look after it. */
export function isFailing({state}: {readonly state: ForwardState}): boolean {
	return state === 'degraded' || state === 'reconnecting' || state === 'needs you' || state === 'failed';
}

/** How many do what they should, and how many somebody should look after: none counts twice. */
export function countForwards(forwards: readonly {readonly state: ForwardState}[]): {
	readonly up: number;
	readonly failing: number;
} {
	return {
		up: forwards.filter(({state}) => state === 'up').length,
		failing: forwards.filter(isFailing).length,
	};
}

/** Whether it carries connections now. */
export function isUp({state}: {readonly state: ForwardState}): boolean {
	return state === 'up' || state === 'degraded';
}
