import {type Item, pathOf} from './item.ts';
import type {Transfer} from './transfer.ts';

/** How a transfer failed: what a later process is told of it. */
export type Ending = {
	/** In milliseconds since the epoch. */
	readonly at: number;
	readonly reason: string | null;
	/** What is shown of it. */
	readonly shown: Pick<Transfer, 'totals' | 'done' | 'skipped' | 'unfit' | 'failed' | 'failures' | 'left'>;
	/** What a retry is not to forget, by its key and its path at the target. */
	readonly missing: readonly {readonly key: string; readonly path: string}[];
	/** Whether part files were left that are not gone on with. */
	readonly hasParts: boolean;
};

/** Items of a kind that are told one by one. */
const mostTold = 200;

/** The ending of a transfer that has just failed; `missing` did not arrive. */
export function endingOf(transfer: Transfer, missing: readonly Item[], hasParts: boolean): Ending {
	const {endedAt, reason, totals, done, skipped, unfit, failed, failures, left} = transfer;
	const told = {failures: failures.slice(0, mostTold), left: left.slice(0, mostTold)};
	return {
		at: endedAt ?? 0,
		reason,
		shown: {totals, done, skipped, unfit, failed, ...told},
		missing: missing.slice(0, mostTold).map(item => ({key: item.key, path: pathOf(item)})),
		hasParts,
	};
}

const unknown: Omit<Item, 'parent' | 'name' | 'from' | 'key'> = {
	...{children: null, type: 'file', size: 0, mtime: 0, mode: 0, leadsTo: null, existing: null},
	...{step: 'failed', action: 'create', reason: null, arrived: 0, isBegun: false, there: null},
};

const root: Item = {...unknown, parent: null, name: '', from: '', key: ''};

/** What did not arrive then, as far as it is known. */
export function missingThen({missing}: Ending): Item[] {
	return missing.map(({key, path}) => ({...unknown, parent: root, name: path, from: key, key}));
}
