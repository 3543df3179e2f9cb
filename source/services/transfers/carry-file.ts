import type {Item} from '../../core/transfers/item.ts';
import type {Done} from '../files/done.ts';
import {type Carry, firstOf, SourceChanged} from './carry.ts';
import {carryPieces} from './carry-pieces.ts';
import {carrySmall} from './carry-small.ts';
import {copyThere} from './copy-there.ts';
import {type Place, placeOf, underOwnName} from './place.ts';
import {writeInPlace} from './write-in-place.ts';

/** A file that changes is looked at again so often. */
const triesOfChanged = 3;

/**
 * Copies a file to a part file beside its target, sees that all of it is there, and gives it its name. Calls back with a
 * TargetAppeared or TargetProtected when the user is to be asked, a NoRoom, a FileFailure, or the signal's reason.
 */
export function carryFile(item: Item, carry: Carry, done: Done<void>, left = triesFor(item, carry)): void {
	carryOnce(item, carry, error => {
		if (error instanceof SourceChanged && left > 1) {
			item.size = error.seen.size;
			item.mtime = error.seen.mtime;
			item.arrived = 0;
			carryFile(item, carry, done, left - 1);
		} else {
			done(error);
		}
	});
}

/** What is put off when it fails is tried again anyway. */
function triesFor({parent}: Item, {staged}: Carry): number {
	return staged.has(parent!) ? 1 : triesOfChanged;
}

function carryOnce(item: Item, carry: Carry, done: Done<void>): void {
	const isSmall = item.size < carry.piece && item.action !== 'resume' && item.action !== 'in-place';
	const isByItself = isWithinOneSide(carry) && !(isSmall && carry.target.host === null);
	if (isSmall && !isByItself) {
		const place = placeOf(item, carry);
		if (place instanceof Promise) {
			place.then(found => carryTo(item, found, carry, done), done);
		} else {
			carryTo(item, place, carry, done);
		}
	} else {
		carryLong(item, carry, isByItself).then(() => done(undefined), done);
	}
}

function carryTo(item: Item, place: Place, carry: Carry, done: Done<void>): void {
	carrySmall(item, place, carry, error => done(underOwnName(error, place)));
}

async function carryLong(item: Item, carry: Carry, isByItself: boolean): Promise<void> {
	const place = await placeOf(item, carry);
	try {
		if (item.action === 'in-place') {
			await writeInPlace(item, place, carry);
		} else if (isByItself) {
			await copyThere(item, place, carry);
		} else {
			await carryPieces(item, place, carry);
		}
	} catch (error) {
		throw underOwnName(error, place);
	}
}

/** How many files a side may have to hold open for one that is carried. */
export function handlesFor(carry: Carry): number {
	// To copy a file by itself a machine opens both ends of it once more.
	return isWithinOneSide(carry) ? 4 : 2;
}

/** Whether both sides are one machine that can copy files by itself. */
export function isWithinOneSide({source, target}: Carry): boolean {
	return source.host === target.host && firstOf(target).canCopyFile;
}
