import type {Item} from '../../core/transfers/item.ts';
import {type Carry, firstOf} from './carry.ts';
import {checkRoom, explainWrite, finish, openPart, type Place, removePart} from './place.ts';
import {seal} from './seal.ts';

/** The room is looked at again after so many bytes. */
const lookEvery = 64 * 1024 * 1024;

/**
 * Copies a file whose size is not known beforehand (it says 0, as those of /proc do), as long as there is
 * room: nothing else ends what a server can send.
 */
export async function carryStream(item: Item, place: Place, carry: Carry): Promise<void> {
	const from = await firstOf(carry.source).open(item.from, 'read');
	const files = firstOf(carry.target);
	const part = await openPart(place, files).catch(async (error: unknown) => {
		await from.close();
		throw error;
	});
	const buffer = carry.pool.take(carry.piece);
	let at = 0;
	try {
		for (let looked = -1; ; ) {
			carry.signal.throwIfAborted();
			const read = await from.read(buffer, at);
			if (read === 0) {
				break;
			}
			if (looked === -1 || at - looked > lookEvery) {
				await checkRoom(place, lookEvery, carry);
				looked = at;
			}
			await part.write(buffer.subarray(0, read), at);
			at += read;
			item.size = at;
			item.arrived = at;
		}
	} catch (error) {
		await part.close().catch(() => {});
		await removePart(place, files).catch(() => {});
		item.size = 0;
		item.arrived = 0;
		throw await explainWrite(error, place, carry.piece, carry);
	} finally {
		await from.close().catch(() => {});
	}
	carry.pool.give(buffer);
	await seal(part, item, place, at, carry);
	await finish(item, place, carry);
}
