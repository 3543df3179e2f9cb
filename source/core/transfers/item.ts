import {inside} from '../files/paths.ts';
import type {Decision, InPlaceDecision, Side} from './transfer.ts';

/** What is in the place of an item already. */
export type Existing = Side & {
	readonly mode: number;
	readonly uid: number | null;
	readonly gid: number | null;
};

/**
 * `ready` to be worked on, `active`, `asked` of the user, `waiting` for room or the link, and the ways to be over. What
 * is `left` out is unfit to be transferred.
 */
type Step = 'ready' | 'active' | 'asked' | 'waiting' | 'done' | 'skipped' | 'failed' | 'left';

/** A file, link or directory on its way. A transfer is a tree of them; the root stands for the target's directory. */
export type Item = {
	readonly parent: Item | null;
	/** Of a directory: what this transfer brings into it. Null for all else. */
	readonly children: Item[] | null;
	/** Its name at the target. */
	name: string;
	/** Its path at the source, behind a link that was named and followed. */
	readonly from: string;
	/** The same as it was named, links included: no two items share it, and the journal knows each by it. */
	readonly key: string;
	readonly type: 'file' | 'directory' | 'link';
	size: number;
	mtime: number;
	readonly mode: number;
	/** Of a link. */
	readonly leadsTo: string | null;
	existing: Existing | null;
	step: Step;
	action: 'create' | 'overwrite' | 'resume' | 'in-place';
	/** Why it failed, waits or was left out. */
	reason: string | null;
	/** Bytes that are there. */
	arrived: number;
	/** It may have left a part file. */
	isBegun: boolean;
	/** Of a directory that exists at the target: what it holds, by name. */
	there: ReadonlyMap<string, Existing> | null;
};

/** What has been decided for more than one item. */
export type Policy = {
	readonly onConflict: Decision | null;
	readonly onProtected: InPlaceDecision | null;
};

/** The path of an item below the target's directory; empty for the root. */
export function pathOf(item: Item): string {
	const {parent, name} = item;
	return parent === null || parent.parent === null ? name : `${pathOf(parent)}/${name}`;
}

/** The path of an item at the target. */
export function targetOf(item: Item, directory: string): string {
	return item.parent === null ? directory : inside(directory, pathOf(item));
}

/** How many directories are above it below the root: 0 for what the user named. */
export function depthOf({parent}: Item): number {
	return parent === null || parent.parent === null ? 0 : depthOf(parent) + 1;
}

/** What blocks an item: a directory above it that is not there yet, or never will be. Null when nothing does. */
export function blockerOf({parent}: Item): Item | null {
	if (parent === null) {
		return null;
	}
	return parent.step === 'done' ? null : parent.step === 'ready' ? (blockerOf(parent) ?? parent) : parent;
}

/** Whether nothing more happens to an item by itself. */
export function isSettled({step}: Item): boolean {
	return step === 'done' || step === 'skipped' || step === 'failed' || step === 'left';
}
