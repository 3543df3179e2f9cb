import {type ForwardMoment, isForwardRecord} from '../keeper/forward-messages.ts';
import {isListOf, isNullOr, isObjectOf, isText} from '../keeper/shape.ts';
import type {ForwardPlan, ForwardStatus} from './forward-status.ts';

export type ForwardRecord = ForwardStatus & {readonly history: readonly ForwardMoment[]};

/**
 * The forwards of a machine as its keeper leaves word of them; `boot` names the time since the machine was started, `agent` the
 * socket of the agent that was in use.
 */
export type ForwardFile = {
	readonly boot: string;
	readonly agent: string | null;
	readonly forwards: readonly ForwardRecord[];
};

const isFile = isObjectOf({
	boot: isText(300),
	agent: isNullOr(isText(4096)),
	forwards: isListOf(isForwardRecord, 10_000),
});

/** Homes are shared between machines, forwards are not. */
export function forwardFileName(host: string): string {
	return `forwards-${host.replaceAll(/[^A-Za-z0-9.-]/g, '_').slice(0, 100)}.json`;
}

/** Reads the text of such a file; null when it is none. */
export function parseForwardFile(text: string): ForwardFile | null {
	try {
		const value: unknown = JSON.parse(text);
		return isFile(value) ? value : null;
	} catch {
		return null;
	}
}

export function printForwardFile(file: ForwardFile): string {
	return `${JSON.stringify(file, undefined, '\t')}\n`;
}

/** A forward that was not started yet; `now` in milliseconds since the epoch. */
export function newRecord(plan: ForwardPlan, id: string, now: number): ForwardRecord {
	const stopped = {state: 'stopped', reason: null, since: now, attempt: 0, nextAt: null} as const;
	return {...plan, ...stopped, id, port: null, pid: null, history: []};
}

/** What a forward becomes when the same is asked for once more: without a word on these, it stays what it is. */
export function askedAgain(before: ForwardPlan, plan: ForwardPlan): ForwardPlan {
	return {
		...plan,
		label: plan.label ?? before.label,
		isSaved: plan.isSaved || before.isSaved,
		isAutomatic: plan.isAutomatic || before.isAutomatic,
	};
}

/** Whether a forward is to be brought up by whoever keeps it next. */
export function isWanted({state}: Pick<ForwardStatus, 'state'>): boolean {
	return state === 'starting' || state === 'up' || state === 'degraded' || state === 'reconnecting';
}

/**
 * The forwards after a restart of the machine: none runs any more, and those that were stopped and not saved are
 * forgotten. `now` in milliseconds since the epoch.
 */
export function afterRestart(forwards: readonly ForwardRecord[], now: number): readonly ForwardRecord[] {
	return forwards
		.filter(({isSaved, state}) => isSaved || state !== 'stopped')
		.map(forward =>
			isWanted(forward) || forward.state === 'needs you'
				? {
						...forward,
						state: 'stopped' as const,
						reason: 'This machine was restarted.',
						since: now,
						attempt: 0,
						nextAt: null,
						port: null,
						pid: null,
					}
				: forward,
		);
}
