import {Failure} from '../../core/errors.ts';
import {printable} from '../../core/text/printable.ts';
import type {Item} from '../../core/transfers/item.ts';
import type {Done} from '../files/done.ts';
import {type Carry, firstOf, SourceChanged} from './carry.ts';
import {carryPieces} from './carry-pieces.ts';
import {carryStream} from './carry-stream.ts';
import {explainWrite, finish, openPart, type Place, placeNew, removePart} from './place.ts';
import {seal} from './seal.ts';

/**
 * Copies a file of one piece: it is read and closed, and written, changed and closed, without waiting for each answer. By
 * callbacks, since of ten thousand such files each promise shows.
 */
export function carrySmall(item: Item, place: Place, carry: Carry, done: Done<void>): void {
	// One byte more tells a file that has grown. A size of 0 is also what files have that are made when they are read.
	const length = item.size === 0 ? carry.piece : item.size + 1;
	const room = carry.flow.take(length);
	const copy = (): void =>
		copyInto(carry.pool.take(length), length, {item, place, carry}, (error, read) => {
			carry.flow.give(length);
			if (error !== undefined || read === item.size) {
				done(error);
			} else {
				carryOtherwise(item, place, read!, carry).then(() => done(undefined), done);
			}
		});
	if (room === null) {
		copy();
	} else {
		void room.then(copy);
	}
}

type Work = {readonly item: Item; readonly place: Place; readonly carry: Carry};

/** Reads one byte more than a file has, and writes what came where that is the whole file; gives how much came. */
function copyInto(buffer: Buffer, length: number, {item, place, carry}: Work, done: Done<number>): void {
	const {source, pool, signal} = carry;
	if (signal.aborted) {
		done(signal.reason);
		return;
	}
	firstOf(source).readBeginning(item.from, buffer.subarray(0, length), (error, read = 0) => {
		if (error !== undefined || read !== item.size) {
			done(error, read);
			return;
		}
		writeAtOnce(item, place, buffer.subarray(0, read), carry, failure => {
			if (failure === undefined) {
				item.arrived = read;
				// Of what failed some may still be on its way.
				pool.give(buffer);
			}
			done(failure, read);
		});
	});
}

/** For a file that is not as long as it was, or a server that gives less at once than it is asked for. */
function carryOtherwise(item: Item, place: Place, read: number, carry: Carry): Promise<void> {
	if (place.part === place.path) {
		return throwChanged(item, carry);
	}
	if (read < item.size) {
		// Piece by piece it is told which of both.
		return carryPieces(item, place, carry);
	}
	return item.size === 0 ? carryStream(item, place, carry) : throwChanged(item, carry);
}

async function throwChanged(item: Item, {source}: Carry): Promise<never> {
	const seen = await firstOf(source).lstat(item.from);
	if (seen.type !== 'file') {
		throw new Failure(`${printable(item.from)} is no plain file any more.`);
	}
	throw new SourceChanged(item, seen);
}

function writeAtOnce(item: Item, place: Place, data: Buffer, carry: Carry, done: Done<void>): void {
	const {isCareful: isSynced, onRefused} = carry;
	const content = {data, changes: {mode: place.mode, mtime: item.mtime}, isSynced, onRefused};
	if (place.replaced !== null) {
		replaceAtOnce(item, place, data, carry).then(() => done(undefined), done);
		return;
	}
	placeNew(place, content, firstOf(carry.target), error => {
		if (error === undefined) {
			done(undefined);
		} else {
			giveUp(error, place, data, carry).catch(done);
		}
	});
}

async function replaceAtOnce(item: Item, place: Place, data: Buffer, carry: Carry): Promise<void> {
	try {
		const part = await openPart(place, firstOf(carry.target));
		const writing = data.length > 0 ? part.write(data, 0) : null;
		const sealing = seal(part, item, place, data.length, carry);
		// Why it could not be written says more than that it is not whole.
		sealing.catch(() => {});
		await writing;
		await sealing;
	} catch (error) {
		await giveUp(error, place, data, carry);
	}
	await finish(item, place, carry);
}

/** Removes the part file, and throws why. */
async function giveUp(error: unknown, place: Place, {length}: Buffer, carry: Carry): Promise<never> {
	await removePart(place, firstOf(carry.target)).catch(() => {});
	throw await explainWrite(error, place, length, carry);
}
