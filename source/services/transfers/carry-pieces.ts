import type {Item} from '../../core/transfers/item.ts';
import type {FileSystem, OpenFile} from '../files/file-system.ts';
import {type Beginning, beginPart, openMarks} from './beginning.ts';
import {type Carry, checkSame, firstOf, SourceChanged} from './carry.ts';
import type {Endpoint} from './endpoint.ts';
import {checkFree, explainWrite, finish, freeAt, type Place} from './place.ts';
import {seal} from './seal.ts';

/** Requests in flight on one channel: more than its window of 2 MiB, so that it is always full. */
const lanesOfChannel = 12;
/** From this round trip on, in milliseconds, and for files from this size on, more channels are worth opening. */
const wideFrom = 8;
const wideSize = 6 * 1024 * 1024;

/** Whether a file is worth more channels to a side. */
export function isWide({size}: Item, {roundTrip}: Endpoint): boolean {
	return size >= wideSize && roundTrip >= wideFrom;
}

/** Copies a file in pieces, many at once, over several channels where that is quicker. Resumes. */
export async function carryPieces(item: Item, place: Place, carry: Carry): Promise<void> {
	const from = await firstOf(carry.source).open(item.from, 'read');
	let part: OpenFile | null = null;
	try {
		checkSame(item, await from.stat());
		const free = freeAt(place, carry);
		free.catch(() => {});
		const begun = await beginPart(item, place, from, carry);
		part = begun.part;
		checkFree(place, item.size - begun.start, await free, carry);
		await copyPieces(item, place, begun, {from, carry});
		const after = await from.stat();
		if (after.size < item.size || (after.size === item.size && after.mtime !== item.mtime)) {
			throw new SourceChanged(item, after);
		}
		const whole = part;
		part = null;
		await seal(whole, item, place, item.size, carry);
	} catch (error) {
		await part?.close().catch(() => {});
		throw await explainWrite(error, place, item.size - item.arrived, carry);
	} finally {
		// Nobody waits for that.
		void from.close().catch(() => {});
	}
	await finish(item, place, carry);
}

let zeros: Buffer | null = null;

function isZeros(data: Buffer): boolean {
	// Most pieces are told by their ends.
	if (data[0] !== 0 || data.at(-1) !== 0) {
		return false;
	}
	zeros = zeros !== null && zeros.length >= data.length ? zeros : Buffer.alloc(data.length);
	return data.equals(zeros.subarray(0, data.length));
}

type Sides = {readonly from: OpenFile; readonly carry: Carry};

async function copyPieces(item: Item, place: Place, {part, start}: Beginning, sides: Sides): Promise<void> {
	const {carry, from} = sides;
	const {piece, signal} = carry;
	const pieces = Math.ceil((item.size - start) / piece);
	const isThere = new Uint8Array(pieces);
	let next = 0;
	let whole = 0;
	let failure: {readonly error: unknown} | null = null;
	let stretching: Promise<boolean> | null = null;
	/** Makes the part file as long as it will be, so that zeros need not be written. */
	const stretch = (): Promise<boolean> => {
		stretching ??= part.truncate(item.size).then(
			() => true,
			() => false,
		);
		return stretching;
	};
	const mark = openMarks(item, carry);
	item.arrived = start;
	const wholeUpTo = (): number => Math.min(item.size, start + whole * piece);
	const arrived = (index: number, length: number): void => {
		isThere[index] = 1;
		item.arrived += length;
		while (whole < pieces && isThere[whole] === 1) {
			whole += 1;
		}
		mark(wholeUpTo);
	};
	const lane = async (reader: OpenFile, writer: OpenFile): Promise<void> => {
		while (next < pieces && failure === null && !signal.aborted) {
			const index = next++;
			const at = start + index * piece;
			const length = Math.min(piece, item.size - at);
			await carry.flow.take(length);
			try {
				const buffer = carry.pool.take(piece);
				const data = buffer.subarray(0, length);
				if ((await reader.read(data, at)) !== length) {
					throw new SourceChanged(item, await reader.stat());
				}
				// A sparse file stays sparse: where nothing was written there are zeros.
				if (!(isZeros(data) && (await stretch()))) {
					await writer.write(data, at);
				}
				carry.pool.give(buffer);
				arrived(index, length);
			} finally {
				carry.flow.give(length);
			}
		}
	};
	const lanes = async (reader: OpenFile, writer: OpenFile): Promise<void> => {
		await Promise.all(
			Array.from({length: lanesOfChannel}, () =>
				lane(reader, writer).catch((error: unknown) => {
					failure ??= {error};
				}),
			),
		);
	};
	const join = async (files: FileSystem, isSource: boolean): Promise<void> => {
		const [path, how] = isSource ? ([item.from, 'read'] as const) : ([place.part, 'update'] as const);
		const file = await files.open(path, how).catch(() => null);
		if (file === null) {
			return;
		}
		if (isSource) {
			const same = file.stat().then(seen => {
				if (seen.size !== item.size || seen.mtime !== item.mtime) {
					failure ??= {error: new SourceChanged(item, seen)};
				}
			});
			await Promise.all([same, lanes(file, part)]).catch((error: unknown) => {
				failure ??= {error};
			});
		} else {
			await lanes(from, file);
		}
		void file.close().catch(() => {});
	};
	const joined: Array<Promise<void>> = [];
	/** Another channel takes part once it is there, if there is something left to do. */
	const invite = (end: Endpoint, isSource: boolean): void => {
		for (const opening of isWide(item, end) ? end.widen() : []) {
			void opening.then(files => {
				if (files !== null && next < pieces && failure === null && !signal.aborted) {
					joined.push(join(files, isSource));
				}
			});
		}
	};
	invite(carry.source, true);
	invite(carry.target, false);
	await lanes(from, part);
	while (joined.length > 0) {
		await joined.pop();
	}
	mark(wholeUpTo, true);
	if (failure !== null) {
		throw (failure as {readonly error: unknown}).error;
	}
	signal.throwIfAborted();
}
