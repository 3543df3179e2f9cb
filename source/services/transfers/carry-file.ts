import {Failure} from '../../core/errors.ts';
import {printable} from '../../core/text/printable.ts';
import type {Item} from '../../core/transfers/item.ts';
import {type Carry, firstOf, SourceChanged} from './carry.ts';
import {carryPieces} from './carry-pieces.ts';
import {carryStream} from './carry-stream.ts';
import {copyThere} from './copy-there.ts';
import {explainWrite, finish, openPart, type Place, placeNew, placeOf, removePart} from './place.ts';
import {writeInPlace} from './write-in-place.ts';

/** A file that changes is looked at again so often. */
const triesOfChanged = 3;

/**
 * Copies a file to a part file beside its target, sees that all of it is there, and gives it its name. Throws a
 * TargetAppeared or TargetProtected when the user is to be asked, a NoRoom, a FileFailure, or the signal's reason.
 */
export async function carryFile(item: Item, carry: Carry): Promise<void> {
	for (let left = triesOfChanged; ; left--) {
		try {
			await carryOnce(item, carry);
			return;
		} catch (error) {
			if (!(error instanceof SourceChanged) || left === 1) {
				throw error;
			}
			item.size = error.seen.size;
			item.mtime = error.seen.mtime;
			item.arrived = 0;
		}
	}
}

async function carryOnce(item: Item, carry: Carry): Promise<void> {
	const found = placeOf(item, carry);
	// Of ten thousand small files each turn that nothing is waited for shows.
	const place = found instanceof Promise ? await found : found;
	if (item.action === 'in-place') {
		await writeInPlace(item, place, carry);
		return;
	}
	const isSmall = item.size < carry.piece && item.action !== 'resume';
	if (isWithinOneSide(carry) && !(isSmall && carry.target.host === null)) {
		await copyThere(item, place, carry);
	} else if (isSmall) {
		await carryAtOnce(item, place, carry);
	} else {
		await carryPieces(item, place, carry);
	}
}

function isWithinOneSide({source, target}: Carry): boolean {
	return source.host === target.host && firstOf(target).canCopyFile;
}

/** A file of one piece: it is read and closed, and written, changed and closed, without waiting for each answer. */
async function carryAtOnce(item: Item, place: Place, carry: Carry): Promise<void> {
	// One byte more tells a file that has grown. A size of 0 is also what files have that are made when they are read.
	const length = item.size === 0 ? carry.piece : item.size + 1;
	let read: number;
	const room = carry.flow.take(length);
	if (room !== null) {
		await room;
	}
	try {
		carry.signal.throwIfAborted();
		const buffer = carry.pool.take(length);
		read = await firstOf(carry.source).readBeginning(item.from, buffer.subarray(0, length));
		if (read === item.size) {
			await writeAtOnce(item, place, buffer.subarray(0, read), carry);
			item.arrived = read;
		}
		carry.pool.give(buffer);
	} finally {
		carry.flow.give(length);
	}
	if (read < item.size) {
		// It has changed, or the server gives less at once than it is asked for: piece by piece that is told.
		await carryPieces(item, place, carry);
	} else if (read > item.size) {
		await (item.size === 0 ? carryStream(item, place, carry) : throwChanged(item, carry));
	}
}

async function throwChanged(item: Item, {source}: Carry): Promise<never> {
	const seen = await firstOf(source).lstat(item.from);
	if (seen.type !== 'file') {
		throw new Failure(`${printable(item.from)} is no plain file any more.`);
	}
	throw new SourceChanged(item, seen);
}

async function writeAtOnce(item: Item, place: Place, data: Buffer, carry: Carry): Promise<void> {
	const files = firstOf(carry.target);
	const changes = {mode: place.mode, mtime: item.mtime};
	try {
		if (place.replaced === null) {
			await placeNew(place, {data, changes, isSynced: carry.isCareful}, files);
			return;
		}
		const part = await openPart(place, files);
		await Promise.all([
			data.length > 0 ? part.write(data, 0) : null,
			part.setAttributes(changes),
			carry.isCareful ? part.sync() : null,
			part.close(),
		]);
	} catch (error) {
		await removePart(place, files).catch(() => {});
		throw await explainWrite(error, place, data.length, carry);
	}
	await finish(place, carry);
}
