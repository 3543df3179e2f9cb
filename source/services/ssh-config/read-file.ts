import {hash} from 'node:crypto';
import {type BigIntStats, closeSync, constants, lstatSync, openSync, readSync, stat} from 'node:fs';
import {ConfigParts} from '../../core/hosts/config-parts.ts';
import {printable} from '../../core/text/printable.ts';

/** What is found at a path. `content` changes with it; `problem` says why nothing, or not all of it, was read. */
export type FileContent = {
	readonly parts: ConfigParts;
	readonly size: number;
	readonly content: string;
	readonly problem: string | null;
};

/**
 * Reads config files, a file that has not changed only once. `isAtHand`: the directory that the file is in was looked into
 * a moment ago.
 */
export type FileReader = (path: string, signal?: AbortSignal, isAtHand?: boolean) => Promise<FileContent>;

/** The most that is read, of one file and of all together, in bytes. */
export const sizeLimit = 8 * 1024 * 1024;

// A file written to in this time may be written to again without a change of its times.
const racyTime = 100;

const newline = 0x0a;
const mark = Buffer.from('\u{FEFF}');

const empty = {parts: new ConfigParts(''), size: 0};
/** What is found where nothing is. */
export const missingFile: FileContent = {...empty, content: 'missing', problem: null};

/** A reader with a memory of its own. Never waits for a fifo, opens no device, and throws only when aborted. */
export function fileReader(): FileReader {
	const memory = new Map<string, {stamp: string; content: FileContent}>();
	return async (path, signal, isAtHand = false) => {
		signal?.throwIfAborted();
		try {
			const near = isAtHand ? lstatSync(path, {bigint: true}) : null;
			// A link may lead to another file system.
			const found = near === null || near.isSymbolicLink() ? await lookAside(path) : near;
			const kind = found.isFile() ? null : kindOf(found);
			if (kind !== null) {
				return {...empty, content: kind, problem: `It is ${kind}, and was not read.`};
			}
			const stamp = [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join();
			const remembered = memory.get(path);
			if (remembered?.stamp === stamp) {
				return remembered.content;
			}
			const began = Date.now();
			const content = readContent(path, Number(found.size));
			if (began - Number(found.ctimeMs) > racyTime) {
				memory.set(path, {stamp, content});
			} else {
				memory.delete(path);
			}
			return content;
		} catch (error) {
			memory.delete(path);
			const {code} = error as NodeJS.ErrnoException;
			return code === 'ENOENT' || code === 'ENOTDIR'
				? missingFile
				: {...empty, content: String(code), problem: `It cannot be read: ${reason(error)}.`};
		}
	};
}

/** A file system may not answer: that is waited for aside. */
function lookAside(path: string): Promise<BigIntStats> {
	return new Promise((resolve, reject) => {
		stat(path, {bigint: true}, (error, found) => (error === null ? resolve(found) : reject(error)));
	});
}

/** At once: its file system has just answered, and to read some dozen files aside takes three times as long. */
function readContent(path: string, size: number): FileContent {
	const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
	try {
		return contentOf(readBytes(file, size));
	} finally {
		closeSync(file);
	}
}

/**
 * Of the bytes behind the first one, which is a newline: a text is cut without being copied then. It is cut, and the digest
 * made, when they are asked for: other files are read meanwhile.
 */
function contentOf(buffer: Buffer): FileContent {
	const bytes = buffer.subarray(1);
	const hasMark = bytes.indexOf(mark) === 0;
	const text = buffer.toString('utf8');
	let parts: ConfigParts | null = null;
	let unread: Buffer | null = bytes;
	let digest = '';
	return {
		get parts() {
			parts ??= new ConfigParts(hasMark ? text.slice(1) : {behindNewline: text});
			return parts;
		},
		size: bytes.length,
		get content() {
			if (unread !== null) {
				digest = hash('sha1', unread);
				unread = null;
			}
			return digest;
		},
		problem: hasMark ? 'It begins with a byte order mark (U+FEFF), at which ssh stumbles.' : null,
	};
}

/** A newline, then the bytes of a file, at most one more than the limit: a size of 0 says nothing under /proc. */
function readBytes(file: number, size: number): Buffer {
	const buffer = Buffer.allocUnsafe(Math.min(size === 0 ? 65_536 : size, sizeLimit) + 2);
	buffer[0] = newline;
	let length = 1;
	for (;;) {
		const bytesRead = readSync(file, buffer, length, buffer.length - length, null);
		length += bytesRead;
		// Of a regular file less than was asked for is all there is.
		if (bytesRead === 0 || length === buffer.length || (size > 0 && length === size + 1)) {
			return buffer.subarray(0, length);
		}
	}
}

function kindOf(found: {isDirectory(): boolean; isFIFO(): boolean; isSocket(): boolean}): string {
	if (found.isDirectory()) {
		return 'a directory';
	}
	if (found.isFIFO()) {
		return 'a fifo';
	}
	return found.isSocket() ? 'a socket' : 'a device';
}

function reason(error: unknown): string {
	const {code, message} = error as NodeJS.ErrnoException;
	const words: Record<string, string> = {
		EACCES: 'permission denied',
		EPERM: 'permission denied',
		ELOOP: 'too many symbolic links',
		ENAMETOOLONG: 'the name is too long',
	};
	return words[code ?? ''] ?? printable(message);
}
