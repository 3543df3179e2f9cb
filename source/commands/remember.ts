import {type HostHistory, historyOf, type Memory} from '../core/hosts/memory.ts';
import type {Context} from './context.ts';

type Remembering = Pick<Context, 'services' | 'send'>;

/** What a connection taught about its host: that it can be reached, why it cannot, or (cancelled, killed) nothing. */
export type Outcome = {readonly isOk: true} | {readonly isOk: false; readonly reason: string} | null;

/** Changes what is remembered, on the screen and on disk. */
export async function remember(
	{services, send}: Remembering,
	change: (memory: Memory) => Memory,
): Promise<void> {
	const memory = await services.memory.change(change);
	send({type: 'history-read', ...memory});
}

/** Remembers that hosts could be reached just now, though nobody used them. */
export function rememberReached(
	context: Remembering,
	aliases: readonly string[],
	now: number,
): Promise<void> {
	return remember(context, memory => {
		const reached = aliases.map(alias => {
			const before = historyOf(memory.history, alias);
			const after: HostHistory = {
				lastUsed: before?.lastUsed ?? now,
				lastOk: now,
				lastFailure: before?.lastFailure ?? null,
			};
			return [alias, after] as const;
		});
		return {...memory, history: {...memory.history, ...Object.fromEntries(reached)}};
	});
}

/** Remembers that a host was used, and how that ended; times in milliseconds since the epoch. */
export function rememberUse(
	context: Remembering,
	alias: string,
	{startedAt, endedAt, outcome}: {startedAt: number; endedAt: number; outcome: Outcome},
): Promise<void> {
	return remember(context, memory => {
		const before = historyOf(memory.history, alias);
		const after: HostHistory = {
			lastUsed: startedAt,
			lastOk: outcome?.isOk === true ? endedAt : (before?.lastOk ?? null),
			lastFailure:
				outcome?.isOk === false ? {at: endedAt, reason: outcome.reason} : (before?.lastFailure ?? null),
		};
		return {...memory, history: {...memory.history, [alias]: after}};
	});
}
