import {closeSync, constants, type FSWatcher, ftruncateSync, openSync, readSync, watch} from 'node:fs';
import {StringDecoder} from 'node:string_decoder';
import {Tail} from '../services/ssh/tail.ts';

/** Somebody hears what is written to a file. */
export type Following = {
	/** Reads what is new at once. */
	flush(): void;
	stop(): void;
};

/** What a hub wrote to stderr: in a file, so that it can write on, and be read, when its keeper is another one. */
export type StderrFile = {
	/** Open for the hub to append to. */
	readonly descriptor: number;
	/** Reads what is new; whether there was any. */
	read(): boolean;
	/** The last 64 KiB of what was read. */
	text(): string;
	/** What was written since this was asked last, the end of it. */
	news(): string;
	/** Reads whatever is written from now on as it is written, and calls back with it. */
	follow(listener: (text: string) => void): Following;
	close(): void;
};

const kept = 64 * 1024;
const keptNews = 8 * 1024;
/** When more than this has been read the file begins anew. */
const largest = 256 * 1024;

/** Opens the file (0600), which is made unless it is there. Throws when it cannot be. */
export function openStderrFile(path: string): StderrFile {
	const flags = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW;
	const descriptor = openSync(path, flags, 0o600);
	const tail = new Tail(kept);
	const fresh = new Tail(keptNews);
	const chunk = Buffer.alloc(16 * 1024);
	const listeners = new Set<(text: string) => void>();
	const decoder = new StringDecoder('utf8');
	let watcher: FSWatcher | null = null;
	let position = 0;
	let isClosed = false;

	function read(): boolean {
		const before = position;
		while (!isClosed) {
			const size = readSync(descriptor, chunk, 0, chunk.length, position);
			if (size === 0) {
				break;
			}
			position += size;
			const part = Buffer.from(chunk.subarray(0, size));
			tail.add(part);
			fresh.add(part);
			const text = decoder.write(part);
			for (const listener of listeners) {
				listener(text);
			}
		}
		const isMore = position > before;
		if (position > largest) {
			ftruncateSync(descriptor, 0);
			position = 0;
		}
		return isMore;
	}

	function unwatch(): void {
		watcher?.close();
		watcher = null;
	}

	return {
		descriptor,
		read,
		text: () => tail.text(),
		news() {
			read();
			return fresh.take();
		},
		follow(listener) {
			read();
			const mine = (text: string): void => listener(text);
			listeners.add(mine);
			try {
				watcher ??= watch(path, {persistent: false}, read);
				watcher.on('error', () => {});
			} catch {
				// The directory was removed: what the hub says is heard when it ends.
			}
			return {
				flush: read,
				stop() {
					listeners.delete(mine);
					if (listeners.size === 0) {
						unwatch();
					}
				},
			};
		},
		close() {
			isClosed = true;
			unwatch();
			closeSync(descriptor);
		},
	};
}
