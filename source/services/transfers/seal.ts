import {Failure} from '../../core/errors.ts';
import {printable} from '../../core/text/printable.ts';
import type {Item} from '../../core/transfers/item.ts';
import type {OpenFile} from '../files/file-system.ts';
import type {Carry} from './carry.ts';
import type {Place} from './place.ts';

/** Files from this size on are written to the disk before they get their names, in bytes. */
const syncedFrom = 4 * 1024 * 1024;

/** Sees that a part file has its size, gives it mode and time, has it written to the disk where it matters; closes it. */
export async function seal(
	part: OpenFile,
	item: Item,
	{mode, path}: Place,
	size: number,
	carry: Carry,
): Promise<void> {
	const isSynced = carry.isCareful || size >= syncedFrom;
	const [seen] = await Promise.all([
		part.stat(),
		part.setAttributes({mode, mtime: item.mtime}),
		isSynced ? part.sync() : null,
		part.close(),
	]);
	if (seen.size !== size) {
		throw new Failure(`${printable(path)} did not arrive whole: ${seen.size} of ${size} bytes are there.`);
	}
}
