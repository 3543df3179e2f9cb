import {describeError} from '../errors.ts';
import {printable} from '../text/printable.ts';
import type {ForwardPlan, ForwardStatus} from './forward-status.ts';
import {statusText} from './status-words.ts';

/** The forwards of a host of one config. */
export function forwardsOf(
	forwards: readonly ForwardStatus[],
	alias: string,
	configFile: string | null,
): readonly ForwardStatus[] {
	return forwards.filter(each => each.alias === alias && each.configFile === configFile);
}

/** Puts forwards down for another name of their host, by `set`; gives a line for each where that cannot be. */
export async function renameForwards(
	forwards: readonly ForwardStatus[],
	alias: string,
	set: (
		plan: Omit<ForwardPlan, 'configFile'>,
		options: {readonly forward: string; readonly isStarted: boolean},
	) => Promise<unknown>,
): Promise<readonly string[]> {
	const troubles: string[] = [];
	for (const status of forwards) {
		const {id, kind, specification, label, isSaved, isAutomatic, state} = status;
		const isStarted = state !== 'stopped' && state !== 'failed';
		const plan = {alias, kind, specification, label, isSaved, isAutomatic};
		try {
			await set(plan, {forward: id, isStarted});
		} catch (error) {
			const why = printable(describeError(error));
			troubles.push(`${statusText(status)} does not go by ${printable(alias)}: ${why}`);
		}
	}
	return troubles;
}
