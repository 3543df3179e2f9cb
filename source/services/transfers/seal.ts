import {Failure} from '../../core/errors.ts';
import {printable} from '../../core/text/printable.ts';
import type {Item} from '../../core/transfers/item.ts';
import type {OpenFile} from '../files/file-system.ts';
import {type Carry, firstOf, TargetProtected} from './carry.ts';
import {type Place, removePart} from './place.ts';
import {setModeAndTime} from './set-mode-and-time.ts';

/** Files from this size on are written to the disk before they get their names, in bytes. */
const syncedFrom = 4 * 1024 * 1024;

/** Sees that a part file has its size, gives it mode and time where that can be, has it written to the disk where it matters; closes it. */
export async function seal(
	part: OpenFile,
	item: Item,
	place: Place,
	size: number,
	carry: Carry,
): Promise<void> {
	const isSynced = carry.isCareful || size >= syncedFrom;
	try {
		const [{seen, isRefused}] = await Promise.all([
			setModeAndTime(part, {mode: place.mode, mtime: item.mtime}, place),
			isSynced ? part.sync() : null,
			part.close(),
		]);
		if (seen.size !== size) {
			throw new Failure(
				`${printable(place.path)} did not arrive whole: ${seen.size} of ${size} bytes are there.`,
			);
		}
		if (isRefused) {
			carry.onRefused();
		}
	} catch (error) {
		if (error instanceof TargetProtected) {
			await removePart(place, firstOf(carry.target));
		}
		throw error;
	}
}
