import {availableParallelism} from 'node:os';
import {changedOptions, type Effects, type HostEffect, mostTold} from '../../core/hosts/edit/effect.ts';
import {whyNoHost} from '../../core/hosts/refused-name.ts';
import type {EditPlan} from './edit-plan.ts';

/** Each host is asked about twice at once, and to ask keeps a core busy. */
const atOnce = Math.min(8, availableParallelism());

/** Hears of the effects found so far. */
export type EffectsFollower = {
	readonly signal?: AbortSignal | undefined;
	readonly onProgress?: (effects: Effects) => void;
};

/**
 * What a plan does to the hosts, by what ssh says of each before and after, until enough is found to be told. Throws only
 * when aborted, or when there is no ssh.
 */
export async function tellEffects(plan: EditPlan, {signal, onProgress}: EffectsFollower): Promise<Effects> {
	const aliases = plan.aliases.filter(alias => whyNoHost(alias) === null);
	const found = new Array<HostEffect | null>(aliases.length).fill(null);
	let next = 0;
	let asked = 0;
	let others = 0;
	let isRefused = false;
	const soFar = (): Effects => ({
		hosts: found.filter(effect => effect !== null),
		asked,
		of: aliases.length,
		notes: plan.notes,
	});

	async function work(): Promise<void> {
		while (next < aliases.length && others < mostTold && !isRefused) {
			const index = next++;
			const alias = aliases[index] as string;
			const isRenamed = alias === plan.rename?.to;
			const [before, after] = await Promise.all([
				plan.before.ask(isRenamed ? plan.rename.from : alias, signal),
				plan.after.ask(alias, signal),
			]);
			if (!('options' in before && 'options' in after)) {
				// Said in the notes: what ssh does not accept has no effect to be told.
				isRefused = true;
				return;
			}
			const options = changedOptions(before.options, after.options);
			if (isRenamed) {
				found[index] = {alias, kind: 'renamed', from: plan.rename.from, options};
			} else {
				const kind = plan.added.has(alias) ? 'added' : plan.removed.has(alias) ? 'removed' : 'changed';
				const isTold = alias !== plan.rename?.from && (options.length > 0 || kind !== 'changed');
				found[index] = isTold ? {alias, kind, options} : null;
			}
			others += found[index] === null || plan.about.has(alias) ? 0 : 1;
			asked++;
			onProgress?.(soFar());
		}
	}
	await Promise.all(Array.from({length: Math.min(atOnce, aliases.length)}, work));
	return soFar();
}
