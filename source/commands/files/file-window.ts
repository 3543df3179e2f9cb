import type {FilePart} from '../../core/files/view-rows.ts';
import type {OpenFile} from '../../services/files/file-system.ts';

/** How much of a file is read at once and kept, in bytes: what is looked at again is there without a read. */
const blockSize = 64 * 1024;
const mostBlocks = 32;

/** Parts of an open file, read as they are asked for. */
export type FileWindow = {
	/** So many bytes from an offset on; fewer only where the file ends. */
	part(offset: number, length: number, signal: AbortSignal): Promise<FilePart>;
	/** Forgets what was read: the file may have changed. */
	forget(): void;
};

export function openWindow(file: OpenFile): FileWindow {
	const blocks = new Map<number, Uint8Array>();

	async function block(index: number, signal: AbortSignal): Promise<Uint8Array> {
		const kept = blocks.get(index);
		if (kept !== undefined) {
			return kept;
		}
		const buffer = new Uint8Array(blockSize);
		const length = await file.read(buffer, index * blockSize, signal);
		const bytes = buffer.subarray(0, length);
		if (length === blockSize) {
			blocks.set(index, bytes);
			const oldest = blocks.keys().next().value;
			if (blocks.size > mostBlocks && oldest !== undefined) {
				blocks.delete(oldest);
			}
		}
		return bytes;
	}

	return {
		async part(offset, length, signal) {
			const first = Math.floor(offset / blockSize);
			const last = Math.floor((offset + length - 1) / blockSize);
			const indexes = Array.from({length: Math.max(1, last - first + 1)}, (_, index) => first + index);
			const read: Uint8Array[] = [];
			for (const index of indexes) {
				const bytes = await block(index, signal);
				read.push(bytes);
				if (bytes.length < blockSize) {
					break;
				}
			}
			const start = offset - first * blockSize;
			const all = read.length === 1 ? read[0]! : Buffer.concat(read);
			return {offset, bytes: all.subarray(Math.min(start, all.length), start + length)};
		},
		forget: () => blocks.clear(),
	};
}
