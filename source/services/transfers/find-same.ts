import {type Item, targetOf} from '../../core/transfers/item.ts';
import type {FileSystem, OpenFile} from '../files/file-system.ts';
import {inTurns} from './in-turns.ts';
import {rethrowFatal} from './rethrow-fatal.ts';

export type Sides = {
	readonly source: FileSystem;
	readonly target: FileSystem;
	/** The directory that all goes into. */
	readonly directory: string;
	readonly signal: AbortSignal;
};

const filesAtOnce = 16;
/** Bytes that are asked for at once: a round trip may be long. */
const longestPiece = 1024 * 1024;

/** Those of these files and links that are at the target already, byte by byte. */
export async function findSame(items: readonly Item[], sides: Sides): Promise<ReadonlySet<Item>> {
	const same = new Set<Item>();
	const compare = async (item: Item): Promise<void> => {
		try {
			if (await (item.type === 'link' ? isSameLink(item, sides) : isSameFile(item, sides))) {
				same.add(item);
			}
		} catch (error) {
			rethrowFatal(error, sides.signal);
		}
	};
	await inTurns(items, compare, filesAtOnce);
	return same;
}

async function isSameLink(item: Item, {target, directory, signal}: Sides): Promise<boolean> {
	return (await target.readLink(targetOf(item, directory), signal)) === item.leadsTo;
}

async function isSameFile(item: Item, {source, target, directory, signal}: Sides): Promise<boolean> {
	const from = await source.open(item.from, 'read', signal);
	try {
		const to = await target.open(targetOf(item, directory), 'read', signal);
		try {
			// A little more than a file should have shows at once that it has no more.
			const piece = Math.min(longestPiece, item.size + 4096);
			return await isSameContent(from, to, piece, signal);
		} finally {
			void to.close().catch(() => {});
		}
	} finally {
		void from.close().catch(() => {});
	}
}

async function isSameContent(
	one: OpenFile,
	other: OpenFile,
	piece: number,
	signal: AbortSignal,
): Promise<boolean> {
	const [left, right] = [Buffer.alloc(piece), Buffer.alloc(piece)];
	for (let at = 0; ; at += piece) {
		const [read, there] = await Promise.all([one.read(left, at, signal), other.read(right, at, signal)]);
		if (read !== there || !left.subarray(0, read).equals(right.subarray(0, there))) {
			return false;
		}
		if (read < piece) {
			return true;
		}
	}
}
