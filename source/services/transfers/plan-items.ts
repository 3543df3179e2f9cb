import {hash} from 'node:crypto';
import {encodeName} from '../../core/files/byte-names.ts';
import {isFileFailure, isSessionEnd} from '../../core/files/file-failure.ts';
import {inside, isWithin} from '../../core/files/paths.ts';
import {looksSame} from '../../core/transfers/conflict.ts';
import {type Item, isSettled, type Policy, targetOf} from '../../core/transfers/item.ts';
import type {Journal} from '../../core/transfers/journal.ts';
import {partName} from '../../core/transfers/names.ts';
import {type Folding, findAlike, findCollisions, noFolding, settle} from '../../core/transfers/plan.ts';
import type {FileSystem} from '../files/file-system.ts';
import {findSame, type Sides} from './find-same.ts';
import {inTurns} from './in-turns.ts';
import type {Scan} from './scan.ts';

const probesAtOnce = 16;

/** What the user must be asked about: items whose targets exist, and items that another one takes the name of. */
export type Asked = {
	readonly exists: readonly Item[];
	readonly sameName: ReadonlyMap<Item, Item>;
	/** Those that need no question since they got another name. */
	readonly renamed: readonly Item[];
};

export type Known = Pick<Journal, 'request' | 'done' | 'there' | 'made' | 'begun' | 'decided'> & {
	readonly id: string;
	/** It was interrupted: what is there already and looks the same is of our doing. */
	readonly isAgain: boolean;
};

/** The length of a name in bytes. */
export function nameBytes(name: string): number {
	return encodeName(name).length;
}

/** Says what becomes of each item, as far as it is known. Throws a FileFailure when the link is lost. */
export async function planItems(
	{items, gone}: Scan,
	known: Known,
	policy: Policy,
	sides: Sides,
): Promise<Asked> {
	const exists: Item[] = [];
	const renamed: Item[] = [];
	const alike = findAlike(items);
	const same = await findSame(
		items.filter(item => mayBeSame(item, known, alike)),
		sides,
	);
	for (const item of items) {
		if (item.parent === null || (gone.has(item) && hasGone(item, known))) {
			item.step = 'done';
		} else if (item.step === 'ready' && !recall(item, known, alike, same)) {
			const wasThere = item.existing !== null;
			if (!settle(item, policy, nameBytes)) {
				item.step = 'asked';
				exists.push(item);
			} else if (wasThere && item.existing === null) {
				renamed.push(item);
			}
		}
	}
	const open = [...alike].filter(item => !isSettled(item));
	const sameName =
		open.length === 0 ? new Map<Item, Item>() : findCollisions(items, await probeAll(open, known.id, sides));
	for (const item of sameName.keys()) {
		item.step = 'asked';
	}
	return {exists: exists.filter(item => !sameName.has(item)), sameName, renamed};
}

/**
 * Whether it has arrived, and is not found again. Of a directory only a move tells that: whoever else took it may have done
 * so before all was copied. What lay in it tells that of one that was not made by itself.
 */
function hasGone({key}: Item, {done, made, request}: Known): boolean {
	return (
		done.has(key) || (request.isMove && (made.has(key) || [...done.keys()].some(one => isWithin(one, key))))
	);
}

/** Does as the journal says, if it knows the item. */
function recall(item: Item, known: Known, alike: ReadonlySet<Item>, same: ReadonlySet<Item>): boolean {
	const decided = known.decided.get(item.key);
	if (decided?.action === 'skip') {
		item.step = 'skipped';
		return true;
	}
	if (item.type === 'directory') {
		return false;
	}
	const {existing} = item;
	if (hasArrived(item, known) || same.has(item) || (isItsOwn(item, known, alike) && looksOurs(item, known))) {
		item.step = 'done';
		item.arrived = item.size;
		return true;
	}
	if (decided !== undefined) {
		item.action = existing === null ? 'create' : decided.action;
		return true;
	}
	return false;
}

/** Whether what is there came in an earlier run, if it is the same: not another one's, under a name that was free for this one. */
function isItsOwn(item: Item, {isAgain, decided}: Known, alike: ReadonlySet<Item>): boolean {
	const action = decided.get(item.key)?.action;
	return isAgain && (action === undefined ? !alike.has(item) : action === 'create');
}

/**
 * Whether to compare an item with what is there: it may have arrived a moment before a crash, and a look does not tell
 * that of a link, nor well enough of a file whose source goes.
 */
function mayBeSame(item: Item, known: Known, alike: ReadonlySet<Item>): boolean {
	const {key, type, step, existing} = item;
	const {request, there} = known;
	if (step !== 'ready' || type === 'directory' || existing === null || !isItsOwn(item, known, alike)) {
		return false;
	}
	const wasFree = known.decided.has(key) || there?.has(key) === false;
	return (
		(type === 'link' ? existing.type === 'link' : request.isMove && looksSame(item, existing)) &&
		(wasFree || !request.isMove) &&
		!hasArrived(item, known)
	);
}

/** Whether the journal says that it has arrived, as it is now. */
function hasArrived({key, size, mtime, parent, existing}: Item, {done, request}: Known): boolean {
	const was = done.get(key);
	if (was?.size !== size || was.mtime !== mtime) {
		return false;
	}
	// With a directory that is gone at the target went what had arrived in it; a move removes nothing that is not there.
	return request.isMove ? existing !== null : parent!.there !== null;
}

/** Whether it is there, as far as a look tells. A move, which removes sources, takes no guess. */
function looksOurs(item: Item, {request}: Known): boolean {
	return !request.isMove && item.existing !== null && looksSame(item, item.existing);
}

/** A directory of the target that is there already: a directory itself, or the one that it is made in, on the same disk. */
function thereOf(directory: Item): Item {
	const {parent, existing} = directory;
	return parent === null || existing?.type === 'directory' ? directory : thereOf(parent);
}

/** Tries where some of these are to come: another disk may be mounted anywhere. */
async function probeAll(
	items: readonly Item[],
	id: string,
	sides: Sides,
): Promise<(directory: Item) => Folding> {
	const foldings = new Map<Item, Folding>();
	await inTurns(
		[...new Set(items.map(({parent}) => thereOf(parent!)))],
		async there => {
			const folding = await probeFolding(id, sides.target, targetOf(there, sides.directory));
			foldings.set(there, folding);
		},
		probesAtOnce,
	);
	return directory => foldings.get(thereOf(directory)) ?? noFolding;
}

/** Tries with a file of ours, of one name in all runs of a transfer, which names a directory takes for the same. */
async function probeFolding(id: string, files: FileSystem, directory: string): Promise<Folding> {
	const name = partName(hash('sha256', `${id}\0names`));
	const composed = name.replace('.part', 'é.part'.normalize('NFC'));
	const path = inside(directory, composed);
	try {
		const probe = await files.open(path, 'create');
		await probe.close();
	} catch (error) {
		if (isSessionEnd(error)) {
			throw error;
		}
		// One that was made when the link was lost serves as well.
		if (!isFileFailure(error, 'exists')) {
			return noFolding;
		}
	}
	const isSeenAs = (other: string): Promise<boolean> =>
		files.lstat(inside(directory, other)).then(
			() => true,
			() => false,
		);
	try {
		const [ignoresCase, ignoresComposition] = await Promise.all([
			isSeenAs(composed.replace('sallyport', 'SALLYPORT')),
			isSeenAs(composed.normalize('NFD')),
		]);
		return {ignoresCase, ignoresComposition};
	} finally {
		await files.removeFile(path);
	}
}
