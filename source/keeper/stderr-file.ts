import {closeSync, constants, ftruncateSync, openSync, readSync} from 'node:fs';
import {Tail} from '../services/ssh/tail.ts';

/** What a hub wrote to stderr: in a file, so that it can write on, and be read, when its keeper is another one. */
export type StderrFile = {
	/** Open for the hub to append to; null when the hub runs already. */
	readonly descriptor: number;
	/** Reads what is new; whether there was any. */
	read(): boolean;
	/** The last 64 KiB of what was read. */
	text(): string;
	close(): void;
};

const kept = 64 * 1024;
/** When more than this has been read the file begins anew. */
const largest = 256 * 1024;

/** Opens the file (0600), which is made unless it is there. Throws when it cannot be. */
export function openStderrFile(path: string): StderrFile {
	const flags = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW;
	const descriptor = openSync(path, flags, 0o600);
	const tail = new Tail(kept);
	const chunk = Buffer.alloc(16 * 1024);
	let position = 0;
	return {
		descriptor,
		read() {
			const before = position;
			for (;;) {
				const size = readSync(descriptor, chunk, 0, chunk.length, position);
				if (size === 0) {
					break;
				}
				position += size;
				tail.add(Buffer.from(chunk.subarray(0, size)));
			}
			const isMore = position > before;
			if (position > largest) {
				ftruncateSync(descriptor, 0);
				position = 0;
			}
			return isMore;
		},
		text: () => tail.text(),
		close: () => closeSync(descriptor),
	};
}
