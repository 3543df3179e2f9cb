import {encodeName} from '../../core/files/byte-names.ts';
import type {FileAttributes} from '../../core/files/entry.ts';
import {isFileFailure} from '../../core/files/file-failure.ts';
import {inside, nameOf, parentOf} from '../../core/files/paths.ts';
import {freeName, longestName} from '../../core/transfers/names.ts';
import type {FileSystem, OpenFile} from '../../services/files/file-system.ts';

/** A file as it was read: its bytes, and what it was when they were read. */
export type Original = {readonly bytes: Uint8Array; readonly attributes: FileAttributes};

/** Whether a file looks as it did: the size, and the time to the second. */
export function isSame(one: FileAttributes, other: FileAttributes): boolean {
	return one.size === other.size && one.mtime === other.mtime;
}

async function readAll(
	file: OpenFile,
	length: number,
	signal: AbortSignal,
	onProgress: (bytes: number) => void,
): Promise<Uint8Array> {
	const parts: Uint8Array[] = [];
	let at = 0;
	for (;;) {
		const buffer = new Uint8Array(length);
		const read = await file.read(buffer, at, signal);
		parts.push(buffer.subarray(0, read));
		at += read;
		onProgress(at);
		if (read < length) {
			return Buffer.concat(parts);
		}
	}
}

/** Reads a whole file; once more where it changed meanwhile. Throws what the file system throws. */
export async function readOriginal(
	system: FileSystem,
	path: string,
	signal: AbortSignal,
	onProgress: (bytes: number) => void,
): Promise<Original> {
	const file = await system.open(path, 'read', signal);
	try {
		for (;;) {
			const attributes = await file.stat(signal);
			const bytes = await readAll(file, system.limits.readLength, signal, onProgress);
			// What the kernel makes up says 0 and has content.
			if (
				isSame(attributes, await file.stat(signal)) &&
				(bytes.length === attributes.size || attributes.size === 0)
			) {
				return {bytes, attributes};
			}
			signal.throwIfAborted();
		}
	} finally {
		await file.close();
	}
}

/** Writes bytes into a new file (0600). */
export async function writeNew(
	system: FileSystem,
	path: string,
	bytes: Uint8Array,
	signal: AbortSignal,
): Promise<void> {
	const file = await system.open(path, 'create', signal);
	try {
		await file.write(bytes, 0, signal);
	} finally {
		await file.close();
	}
}

/**
 * A name beside a file that nothing has, for another text of it: `notes.md.mine`, else `notes.md (2).mine`. A name that
 * is too long for more is cut.
 */
export async function freeNameBeside(system: FileSystem, path: string, signal: AbortSignal): Promise<string> {
	const bytes = (name: string): number => encodeName(name).length;
	const ending = '.mine';
	let characters = Array.from(nameOf(path));
	while (bytes(characters.join('') + ending) > longestName) {
		characters = characters.slice(0, -1);
	}
	const first = characters.join('') + ending;
	const taken = new Set<string>();
	for (let name = first; ; ) {
		try {
			await system.lstat(inside(parentOf(path), name), signal);
		} catch (error) {
			if (isFileFailure(error, 'not-found')) {
				return name;
			}
			throw error;
		}
		taken.add(name);
		name = freeName(first, each => taken.has(each), bytes);
	}
}
