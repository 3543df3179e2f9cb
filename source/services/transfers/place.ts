import {Failure} from '../../core/errors.ts';
import {isFileFailure, isSessionEnd} from '../../core/files/file-failure.ts';
import {inside, isWithin, parentOf} from '../../core/files/paths.ts';
import {printable, printableName} from '../../core/text/printable.ts';
import {depthOf, type Existing, type Item} from '../../core/transfers/item.ts';
import {isPlainName} from '../../core/transfers/names.ts';
import type {Done} from '../files/done.ts';
import type {FileSystem, OpenFile} from '../files/file-system.ts';
import type {BulkFiles, NewContent, NewNames} from './bulk-files.ts';
import {type Carry, firstOf, NoRoom, TargetAppeared, TargetProtected} from './carry.ts';
import {checkOwner} from './owner.ts';
import {checkWay, directoryOf} from './way.ts';

/** Where a file goes: its part file beside its final name, and what it replaces there. */
export type Place = {
	readonly path: string;
	readonly part: string;
	/** The permission bits that it gets. */
	readonly mode: number;
	readonly replaced: Existing | null;
	/** Whether a file of that name can only be of our own making. */
	readonly isFree: boolean;
	/** Throws where the way there is not safe any more; to be called in the turn that goes it. */
	readonly check: () => void;
};

const permissions = 0o777;

/**
 * The place of an item: a link that is to be replaced stands for what it leads to. Rejects with a TargetProtected where
 * that cannot be replaced without a loss, a Failure where the way there is not safe.
 */
export function placeOf(item: Item, carry: Carry): Place | Promise<Place> {
	const {existing} = item;
	const directory = directoryOf(item, carry);
	const named = inside(directory, item.name);
	if (existing !== null && item.action !== 'create') {
		return placeOfReplaced(item, existing, named, carry);
	}
	return {
		path: named,
		// Whoever looks sees nothing of a directory without a name: what is in it needs no other name before its own.
		part: carry.staged.has(item.parent!) ? named : inside(directory, carry.partName(item)),
		mode: modeOf(item, carry),
		replaced: null,
		// Another item may have got it, of a name that the target takes for the same. The source of a move would go too.
		isFree: carry.isOurs(item.parent) && !carry.isMove && areAllPlain(item.parent!),
		check: () => checkWay(item, carry),
	};
}

const plain = new WeakMap<Item, boolean>();

/** Whether the target can be trusted to tell all the names apart that come into a directory: their case was tried. */
function areAllPlain(directory: Item): boolean {
	const known = plain.get(directory) ?? directory.children!.every(({name}) => isPlainName(name));
	plain.set(directory, known);
	return known;
}

/** The permission bits that a new file or directory gets. */
export function modeOf({mode}: Item, {umask}: Carry): number {
	return mode & permissions & ~umask;
}

async function placeOfReplaced(item: Item, existing: Existing, named: string, carry: Carry): Promise<Place> {
	checkWay(item, carry);
	const {path, found} =
		existing.type === 'link' ? await followLink(item, named, carry) : {path: named, found: existing};
	if (item.action !== 'in-place') {
		await checkReplaceable(path, found, firstOf(carry.target));
	}
	return {
		path,
		part: inside(parentOf(path), carry.partName(item)),
		mode: found.mode & permissions,
		replaced: found,
		isFree: false,
		check: () => checkWay(item, carry),
	};
}

async function followLink(
	item: Item,
	named: string,
	{target, root}: Carry,
): Promise<{path: string; found: Existing}> {
	const files = firstOf(target);
	try {
		const path = await files.realPath(named);
		const found = await files.lstat(path);
		if (found.type !== 'file') {
			throw new Failure(`${printable(named)} is a link to something that is no file.`);
		}
		if (depthOf(item) > 0 && !isWithin(path, root)) {
			throw new Failure(`${printable(named)} is a link that leads out of ${printable(root)}.`, {
				nextStep: 'Copy this file by itself to write where it leads.',
			});
		}
		return {path, found};
	} catch (error) {
		if (isFileFailure(error, 'not-found')) {
			throw new Failure(`${printable(named)} is a link that leads nowhere.`, {
				nextStep: 'Delete it first.',
			});
		}
		throw error;
	}
}

/** Throws a TargetProtected where a file has other names. */
export async function checkReplaceable(path: string, found: Existing, files: BulkFiles): Promise<void> {
	const links = await files.linkCount(path);
	if (links > 1) {
		const why = `It has ${links} names (hard links); replaced, the others would keep the old content.`;
		throw new TargetProtected(why, found);
	}
}

/** Opens the part file of a place, anew. Throws a TargetProtected where what it replaces should stay. */
export async function openPart(place: Place, files: FileSystem, signal?: AbortSignal): Promise<OpenFile> {
	try {
		const part = await createPart(place, files, signal);
		await checkOwner(part, place, files, signal);
		return part;
	} catch (error) {
		if (place.replaced !== null && isFileFailure(error, 'permission')) {
			throw new TargetProtected('Its directory cannot be written to.', place.replaced);
		}
		throw error;
	}
}

async function createPart(place: Place, files: FileSystem, signal?: AbortSignal): Promise<OpenFile> {
	try {
		place.check();
		return await files.open(place.part, 'create', signal);
	} catch (error) {
		if (!isFileFailure(error, 'exists')) {
			throw error;
		}
		await removePart(place, files);
		place.check();
		return files.open(place.part, 'create', signal);
	}
}

/** Removes a part file, where the way to it is what it was. */
export async function removePart({part, check}: Place, files: FileSystem): Promise<void> {
	check();
	await files.removeFile(part);
}

/** Makes a file where there was none. Calls back with a TargetAppeared when there is something of that name now. */
export function placeNew(place: Place, content: NewContent, files: BulkFiles, done: Done<void>): void {
	files.placeNew(namesOf(place), content, error => {
		if (isFileFailure(error, 'exists')) {
			placeAgain(place, content, files).then(() => done(undefined), done);
		} else {
			done(error);
		}
	});
}

/** The same where there is something of one of both names: the part file may be what an earlier try left. */
async function placeAgain(place: Place, content: NewContent, files: BulkFiles): Promise<void> {
	const look = (): Promise<Existing | null> => files.lstat(place.path).catch(() => null);
	const existing = await look();
	if (existing !== null && !place.isFree) {
		throw new TargetAppeared(existing);
	}
	await removePart(place, files);
	try {
		await new Promise<void>((resolve, reject) => {
			files.placeNew(namesOf(place), content, error => (error === undefined ? resolve() : reject(error)));
		});
	} catch (error) {
		const appeared = isFileFailure(error, 'exists') ? await look() : null;
		throw appeared === null ? error : new TargetAppeared(appeared);
	}
}

function namesOf({part, path, isFree, check}: Place): NewNames {
	return {part, path, replace: isFree, check};
}

/** Gives a part file its name. Throws a TargetAppeared when there is something of that name that was not there before. */
export async function finish(item: Item, place: Place, carry: Carry): Promise<void> {
	const files = firstOf(carry.target);
	// To replace is the quicker way to give a name.
	const replace = place.replaced !== null || place.isFree;
	try {
		place.check();
		await files.rename(place.part, place.path, {replace});
	} catch (error) {
		if (place.replaced === null && isFileFailure(error, 'exists', 'unsupported')) {
			throw new TargetAppeared(await files.lstat(place.path));
		}
		if (place.replaced === null || !isFileFailure(error, 'unsupported')) {
			throw error;
		}
		await replaceInSteps(item, place, carry);
	}
}

/** For a server that cannot replace in one step: the old file makes way, and comes back if the new one cannot come. */
async function replaceInSteps(item: Item, {part, path}: Place, carry: Carry): Promise<void> {
	const files = firstOf(carry.target);
	const aside = asideOf(part);
	// What is cut off in between is put right by the next try, or the next run.
	carry.onAside(item, path);
	try {
		await files.rename(path, aside, {replace: false});
	} catch (error) {
		if (isFileFailure(error, 'permission', 'unsupported', 'failure')) {
			// It did not: there is nothing to be put right.
			carry.onAside(item, null);
		}
		throw error;
	}
	try {
		await files.rename(part, path, {replace: false});
	} catch (error) {
		await files.rename(aside, path, {replace: false});
		carry.onAside(item, null);
		throw error;
	}
	await files.removeFile(aside);
}

/** Has a failure tell of a file by its own name: that of its part file nobody knows. */
export function underOwnName(error: unknown, {part, path}: Pick<Place, 'part' | 'path'>): unknown {
	if (error instanceof Failure) {
		const [hidden, own] = [printable(part), printableName(path)];
		// As functions: a name may hold what stands for something else in a replacement.
		error.message = error.message
			.replace(`rename ${hidden}`, () => `make ${own}`)
			.replaceAll(hidden, () => own);
	}
	return error;
}

/** Where what has the name of a file is, while its part file takes that. */
export function asideOf(part: string): string {
	return part.replace(/\.part$/, '.old');
}

/** Turns the failure of a write into a NoRoom where that is what it means: servers only say that it failed. */
export async function explainWrite(
	error: unknown,
	place: Place,
	needed: number,
	carry: Carry,
): Promise<unknown> {
	if (!isFileFailure(error, 'no-space', 'failure')) {
		return error;
	}
	const free = await freeAt(place, carry);
	if (isFileFailure(error, 'no-space') || (free !== null && free < Math.min(needed, carry.piece))) {
		const missing = Math.max(1, needed - (free ?? 0));
		return isFileFailure(error, 'no-space')
			? new NoRoom(error.message, missing)
			: noRoom(place, missing, carry);
	}
	return error;
}

/** Throws a NoRoom where a file cannot fit. */
export async function checkRoom(place: Place, needed: number, carry: Carry): Promise<void> {
	checkFree(place, needed, await freeAt(place, carry), carry);
}

/** The same where it is known how much is free. */
export function checkFree(place: Place, needed: number, free: number | null, carry: Carry): void {
	if (free !== null && free < needed) {
		throw noRoom(place, needed - free, carry);
	}
}

function noRoom({path}: Place, missing: number, {target}: Carry): NoRoom {
	const where = target.host === null ? 'on this machine' : `on ${printable(target.host)}`;
	return new NoRoom(`There is no room for ${printable(path)} ${where}.`, missing);
}

/** How many bytes are free where a file goes; null where nobody knows, as on file systems that tell no size. */
export async function freeAt(place: Place, {target}: Carry): Promise<number | null> {
	try {
		const space = await firstOf(target).freeSpace(parentOf(place.part));
		return space === null || space.total === 0 ? null : space.free;
	} catch (error) {
		if (isSessionEnd(error)) {
			throw error;
		}
		return null;
	}
}
