import {constants, type Stats} from 'node:fs';
import {type FileHandle, open} from 'node:fs/promises';

/** What reading gave: the file's beginning and its state, or why there is none. */
export type RegularFile =
	/** `complete` is false for a file longer than the limit. */
	| {readonly bytes: Buffer; readonly stats: Stats; readonly complete: boolean}
	| {readonly error: 'missing' | 'special' | 'unreadable'};

/** Reads up to `limit` bytes of a regular file, links followed. A fifo or a device is never waited for; never throws. */
export async function readRegular(path: string, limit: number): Promise<RegularFile> {
	let file: FileHandle | undefined;
	try {
		file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
		const stats = await file.stat();
		if (!stats.isFile()) {
			return {error: 'special'};
		}
		const bytes = Buffer.alloc(Math.min(stats.size, limit));
		let filled = 0;
		for (let read = -1; read !== 0 && filled < bytes.length; filled += read) {
			({bytesRead: read} = await file.read(bytes, filled, bytes.length - filled, filled));
		}
		return {bytes: bytes.subarray(0, filled), stats, complete: stats.size <= limit};
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code ?? '';
		if (code === 'ENOENT' || code === 'ENOTDIR') {
			return {error: 'missing'};
		}
		// What a socket answers to open, on Linux and on macOS.
		return {error: ['ENXIO', 'EOPNOTSUPP'].includes(code) ? 'special' : 'unreadable'};
	} finally {
		await file?.close();
	}
}
