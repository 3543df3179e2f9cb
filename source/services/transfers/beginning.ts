import {isFileFailure} from '../../core/files/file-failure.ts';
import type {Item} from '../../core/transfers/item.ts';
import type {FileSystem, OpenFile} from '../files/file-system.ts';
import {type Carry, firstOf} from './carry.ts';
import {checkOwner} from './owner.ts';
import {checkRoom, openPart, type Place, removePart} from './place.ts';

/** Files from this size on are gone on with after a break. */
const resumableFrom = 1024 * 1024;
/** So much before the point where a file is gone on with must be the same on both sides. */
const compared = 64 * 1024;
/** What a crash may cost, in milliseconds. */
const markEvery = 250;

/** A part file, and up to where it is whole already. */
export type Beginning = {readonly part: OpenFile; readonly start: number};

/** Opens the part file of an item: the one that an earlier run left, what is at the target where that is to be gone on with, or a new one. */
export async function beginPart(item: Item, place: Place, from: OpenFile, carry: Carry): Promise<Beginning> {
	const left = await reopenPart(item, place, from, carry);
	if (left !== null) {
		return left;
	}
	const start = place.replaced?.size ?? 0;
	if (item.action === 'resume' && start > 0 && start <= item.size) {
		const copy = await copyBeginning(item, place, carry);
		const beginning = copy === null ? null : await beginAt(start, copy, from, carry);
		if (beginning !== null) {
			remember(item, carry, start);
			return beginning;
		}
	}
	const part = await openPart(place, firstOf(carry.target));
	remember(item, carry, 0);
	return {part, start: 0};
}

/** Has a later run know that an item was begun, and up to where it is whole. */
function remember(item: Item, carry: Carry, start: number): void {
	if (item.size >= resumableFrom) {
		carry.onBegun(item);
		if (start > 0) {
			carry.onMark(item, start);
		}
	}
}

/** The part file that an earlier run left, if the source is still what it was and both are the same before its end. */
async function reopenPart(item: Item, place: Place, from: OpenFile, carry: Carry): Promise<Beginning | null> {
	const begun = carry.begun(item);
	if (begun === null || begun.mark === 0 || begun.size !== item.size || begun.mtime !== item.mtime) {
		return null;
	}
	const part = await reopen(place, firstOf(carry.target));
	return part === null ? null : beginAt(begun.mark, part, from, carry);
}

async function reopen(place: Place, files: FileSystem): Promise<OpenFile | null> {
	try {
		const {type} = await files.lstat(place.part);
		place.check();
		return type === 'file' ? await files.open(place.part, 'update') : null;
	} catch (error) {
		if (isFileFailure(error, 'not-found', 'permission')) {
			return null;
		}
		throw error;
	}
}

/** Copies what is at the target already to the part file; null where the machine cannot do that by itself. */
async function copyBeginning(item: Item, place: Place, carry: Carry): Promise<OpenFile | null> {
	const files = firstOf(carry.target);
	if (!files.canCopyFile) {
		return null;
	}
	place.check();
	await files.removeFile(place.part).catch(() => {});
	// Else each try would fill the disk with a copy to which nothing can be added.
	await checkRoom(place, item.size, carry);
	place.check();
	try {
		await files.copyFile(place.path, place.part, {signal: carry.signal});
		const part = await files.open(place.part, 'update');
		await checkOwner(part, place, files);
		return part;
	} catch (error) {
		await removePart(place, files).catch(() => {});
		throw error;
	}
}

/** A part file that is whole up to an offset; null, the file closed, where it is not the same as the source before that. */
async function beginAt(
	start: number,
	part: OpenFile,
	from: OpenFile,
	carry: Carry,
): Promise<Beginning | null> {
	let isSame = false;
	try {
		isSame = await isSameBefore(start, from, part, carry);
		return isSame ? {part, start} : null;
	} finally {
		if (!isSame) {
			await part.close().catch(() => {});
		}
	}
}

async function isSameBefore(at: number, from: OpenFile, part: OpenFile, {piece}: Carry): Promise<boolean> {
	const length = Math.min(compared, at, piece);
	const [one, other] = [Buffer.alloc(length), Buffer.alloc(length)];
	const [read, there, {size}] = await Promise.all([
		from.read(one, at - length),
		part.read(other, at - length),
		part.stat(),
	]);
	return size >= at && read === length && there === length && one.equals(other);
}

/** Gives what notes up to where an item is whole: now and then, or at once. */
export function openMarks(item: Item, carry: Carry): (wholeUpTo: () => number, isLast?: boolean) => void {
	let marked = performance.now();
	return (wholeUpTo, isLast = false) => {
		if (item.size >= resumableFrom && (isLast || performance.now() - marked > markEvery)) {
			marked = performance.now();
			carry.onMark(item, wholeUpTo());
		}
	};
}
