import type {Item} from '../../core/transfers/item.ts';
import type {OpenFile} from '../files/file-system.ts';
import {beginPart, openMarks} from './beginning.ts';
import {type Carry, checkSame, firstOf, SourceChanged} from './carry.ts';
import {checkRoom, explainWrite, finish, type Place} from './place.ts';
import {seal} from './seal.ts';

/** Copies a file within one machine, which does that by itself: nothing passes through here. Resumes. */
export async function copyThere(item: Item, place: Place, carry: Carry): Promise<void> {
	const files = firstOf(carry.target);
	const from = await files.open(item.from, 'read');
	const mark = openMarks(item, carry);
	let part: OpenFile | null = null;
	try {
		checkSame(item, await from.stat());
		const {start, ...begun} = await beginPart(item, place, from, carry);
		part = begun.part;
		await checkRoom(place, item.size - start, carry);
		item.arrived = start;
		place.check();
		await files.copyFile(item.from, place.part, {
			signal: carry.signal,
			goOnAt: start,
			onProgress(bytes) {
				item.arrived = Math.min(bytes, item.size);
				mark(() => item.arrived);
			},
		});
		const [{size}, after] = await Promise.all([part.stat(), from.stat()]);
		if (size < item.size || (size === item.size && after.mtime !== item.mtime)) {
			throw new SourceChanged(item, after);
		}
		const whole = part;
		part = null;
		await seal(whole, item, place, size, carry);
		item.arrived = size;
		item.size = size;
	} catch (error) {
		if (part !== null) {
			mark(() => item.arrived, true);
			await part.close().catch(() => {});
		}
		throw await explainWrite(error, place, item.size - item.arrived, carry);
	} finally {
		await from.close().catch(() => {});
	}
	await finish(item, place, carry);
}
