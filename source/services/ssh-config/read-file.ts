import {hash} from 'node:crypto';
import {constants} from 'node:fs';
import {type FileHandle, open, stat} from 'node:fs/promises';
import {ConfigParts} from '../../core/hosts/config-parts.ts';
import {hasByteOrderMark} from '../../core/hosts/config-text.ts';
import {printable} from '../../core/text/printable.ts';

/** What is found at a path. `content` changes with it; `problem` says why nothing, or not all of it, was read. */
export type FileContent = {
	readonly parts: ConfigParts;
	readonly size: number;
	readonly content: string;
	readonly problem: string | null;
};

/** Reads config files, a file that has not changed only once. */
export type FileReader = (path: string, signal?: AbortSignal) => Promise<FileContent>;

/** The most that is read, of one file and of all together, in bytes. */
export const sizeLimit = 8 * 1024 * 1024;

// A file written to in this time may be written to again without a change of its times.
const racyTime = 100;

const empty = {parts: new ConfigParts(''), size: 0};
/** What is found where nothing is. */
export const missingFile: FileContent = {...empty, content: 'missing', problem: null};

/** A reader with a memory of its own. Never waits for a fifo, opens no device, and throws only when aborted. */
export function fileReader(): FileReader {
	const memory = new Map<string, {stamp: string; content: FileContent}>();
	return async (path, signal) => {
		signal?.throwIfAborted();
		try {
			const found = await stat(path, {bigint: true});
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
			const content = await readContent(path, Number(found.size));
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

async function readContent(path: string, size: number): Promise<FileContent> {
	const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
	try {
		return contentOf(await readBytes(file, size));
	} finally {
		// Nobody waits for that, and there is nothing to be lost in it.
		file.close().catch(() => undefined);
	}
}

/** The text is cut, and the digest made, when they are asked for: other files are read meanwhile. */
function contentOf(bytes: Buffer): FileContent {
	const text = bytes.toString('utf8');
	let parts: ConfigParts | null = null;
	let unread: Buffer | null = bytes;
	let digest = '';
	return {
		get parts() {
			parts ??= new ConfigParts(text);
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
		problem: hasByteOrderMark(text)
			? 'It begins with a byte order mark (U+FEFF), at which ssh stumbles.'
			: null,
	};
}

/** The bytes of a file, at most one more than the limit: a size of 0 says nothing under /proc. */
async function readBytes(file: FileHandle, size: number): Promise<Buffer> {
	const buffer = Buffer.allocUnsafe(Math.min(size === 0 ? 65_536 : size, sizeLimit) + 1);
	let length = 0;
	for (;;) {
		const {bytesRead} = await file.read(buffer, length, buffer.length - length);
		length += bytesRead;
		// Of a regular file less than was asked for is all there is.
		if (bytesRead === 0 || length === buffer.length || (size > 0 && length === size)) {
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
