import {actionFor, choicesFor} from './conflict.ts';
import {type Item, isSettled, type Policy} from './item.ts';
import {foldedName, freeName} from './names.ts';
import type {Decision, Side} from './transfer.ts';

/** Which names the target's file system takes for the same: of another case, of another Unicode composition. */
export type Folding = {readonly ignoresCase: boolean; readonly ignoresComposition: boolean};

export const noFolding: Folding = {ignoresCase: false, ignoresComposition: false};

export function sideOf({type, size, mtime}: Item): Side {
	return {type, size, mtime};
}

/** The items of one directory that differ in nothing but case or composition: the target may not tell them apart. */
export function findAlike(items: Iterable<Item>): ReadonlySet<Item> {
	const firsts = new Map<Item, Map<string, Item>>();
	const alike = new Set<Item>();
	for (const item of items) {
		const {parent, name} = item;
		if (parent === null) {
			continue;
		}
		const names = firsts.get(parent) ?? new Map<string, Item>();
		firsts.set(parent, names);
		const folded = foldedName(name);
		const first = names.get(folded);
		if (first === undefined) {
			names.set(folded, item);
		} else {
			alike.add(first).add(item);
		}
	}
	return alike;
}

/** Finds items whose names another item of their directory has, as the target sees it, and that one: what is done comes first. */
export function findCollisions(
	items: readonly Item[],
	foldingOf: (directory: Item) => Folding,
): Map<Item, Item> {
	const fold = (name: string, folding: Folding): string => {
		const composed = folding.ignoresComposition ? name.normalize('NFC') : name;
		return folding.ignoresCase ? composed.toLowerCase() : composed;
	};
	const firsts = new Map<Item, Map<string, Item>>();
	const collisions = new Map<Item, Item>();
	const done = items.filter(({step}) => step === 'done');
	for (const item of [...done, ...items.filter(one => !isSettled(one))]) {
		if (item.parent === null) {
			continue;
		}
		const names = firsts.get(item.parent) ?? new Map<string, Item>();
		firsts.set(item.parent, names);
		const key = fold(item.name, foldingOf(item.parent));
		const first = names.get(key);
		if (first === undefined) {
			names.set(key, item);
		} else if (item.step !== 'done') {
			collisions.set(item, first);
		}
	}
	return collisions;
}

/** Decides for an item what needs no question; false when one is to be asked. */
export function settle(item: Item, {onConflict}: Policy, bytes: (name: string) => number): boolean {
	const {existing} = item;
	if (existing === null) {
		item.action = 'create';
		return true;
	}
	if (item.type === 'directory' && existing.type === 'directory') {
		item.action = 'overwrite';
		return true;
	}
	return onConflict !== null && apply(item, onConflict, existing, bytes);
}

/** Applies a decision about what exists in an item's place; false when it makes no sense for this one. */
export function apply(
	item: Item,
	decision: Decision,
	existing: Side,
	bytes: (name: string) => number,
): boolean {
	const source = sideOf(item);
	const choices = choicesFor(source, existing);
	const isForFiles = decision !== 'rename' && decision !== 'skip';
	if (isForFiles && !choices.includes('overwrite')) {
		return false;
	}
	const action = actionFor(decision, source, existing);
	if (action === 'skip') {
		item.step = 'skipped';
	} else if (action === 'rename') {
		rename(item, bytes);
	} else {
		item.action = action === 'resume' && item.type === 'link' ? 'overwrite' : action;
		item.step = 'ready';
	}
	return true;
}

/** By directory, the names that nothing there may be renamed to. */
const taken = new WeakMap<Item, Set<string>>();

function rename(item: Item, bytes: (name: string) => number): void {
	const names = takenIn(item.parent!);
	item.name = freeName(item.name, name => names.has(foldedName(name)), bytes);
	names.add(foldedName(item.name));
	item.existing = null;
	item.action = 'create';
	item.step = 'ready';
}

/** What is in a directory or is to come there, folded: whether the target tells such names apart may not be known. */
function takenIn(directory: Item): Set<string> {
	let names = taken.get(directory);
	if (names === undefined) {
		const {there, children} = directory;
		const coming = children?.map(({name}) => name) ?? [];
		names = new Set([...(there?.keys() ?? []), ...coming].map(foldedName));
		taken.set(directory, names);
	}
	return names;
}
