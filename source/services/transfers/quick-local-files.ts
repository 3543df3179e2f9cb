import {
	closeSync,
	constants,
	fchmodSync,
	fchownSync,
	fstatSync,
	fsyncSync,
	ftruncateSync,
	futimesSync,
	linkSync,
	lstatSync,
	mkdirSync,
	openSync,
	readSync,
	renameSync,
	symlinkSync,
	unlinkSync,
	writeSync,
} from 'node:fs';
import type {AttributeChanges, OpenFile} from '../files/file-system.ts';
import {listDirectoryNow} from '../files/local/list-directory.ts';
import {attributesOf, dateOf} from '../files/local/local-attributes.ts';
import {localFailure} from '../files/local/local-failure.ts';
import {localFiles} from '../files/local/local-files.ts';
import {bytePath, systemPath} from '../files/local/system-path.ts';
import type {BulkFiles, NewContent, NewNames} from './bulk-files.ts';
import {isChangeRefused} from './set-mode-and-time.ts';

const {O_RDONLY, O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK} = constants;
// What is read was seen to be no link: one that is there now is not followed.
const flags = {
	read: O_RDONLY | O_NONBLOCK | O_NOFOLLOW,
	create: O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW,
	update: O_RDWR | O_NONBLOCK | O_NOFOLLOW,
};

/** The longest time without a turn of the event loop, in milliseconds. */
const breath = 8;
/** While directories are listed a host is connected to, which takes many short turns. */
const breathOfListing = 1;
let breathed = performance.now();

/** Null, or where this turn of the event loop has been long a promise that ends in a later one. */
function breathe(longest = breath): Promise<void> | null {
	if (performance.now() - breathed <= longest) {
		return null;
	}
	return new Promise(resolve =>
		setImmediate(() => {
			breathed = performance.now();
			resolve();
		}),
	);
}

async function attempt<Result>(
	action: string,
	path: string,
	signal: AbortSignal | undefined,
	work: () => Result,
): Promise<Result> {
	signal?.throwIfAborted();
	const result = now(action, path, work);
	const pause = breathe();
	if (pause !== null) {
		await pause;
	}
	return result;
}

function now<Result>(action: string, path: string, work: () => Result): Result {
	try {
		return work();
	} catch (error) {
		throw localFailure(action, path, error);
	}
}

/**
 * The files of this machine for bulk work: the same, but a file is opened, read, written and renamed by synchronous calls,
 * which cost a tenth for small files. Only for a process that has nothing else to do.
 */
export function quickLocalFiles(home: string): BulkFiles {
	return {
		...localFiles(home),
		roundTrip: 0,
		list: async (path, options) => {
			try {
				await listDirectoryNow(bytePath(path), options, () => breathe(breathOfListing));
			} catch (error) {
				options.signal?.throwIfAborted();
				throw localFailure('list', path, error);
			}
			return {isTruncated: false};
		},
		lstat: (path, signal) =>
			attempt('look at', path, signal, () => attributesOf(lstatSync(systemPath(path)))),
		readBeginning(path, into, done) {
			let read: number;
			try {
				read = now('read', path, () => readStart(path, into));
			} catch (error) {
				done(error);
				return;
			}
			done(undefined, read);
		},
		placeNew(names, content, done) {
			try {
				makeWhole(names, content);
			} catch (error) {
				done(error);
				return;
			}
			done(undefined);
		},
		linkCount: path => attempt('look at', path, undefined, () => lstatSync(systemPath(path)).nlink),
		makeDirectory: (path, mode, signal) =>
			attempt('make the directory', path, signal, () => mkdirSync(systemPath(path), {mode})),
		symlink: (target, path, signal) =>
			attempt('make the link', path, signal, () => symlinkSync(systemPath(target), systemPath(path))),
		// Not of what a link leads to: it was none when it was made.
		setAttributes: (path, changes, signal) =>
			attempt('change', path, signal, () => {
				const descriptor = openSync(systemPath(path), flags.read);
				try {
					change(descriptor, changes);
				} finally {
					closeSync(descriptor);
				}
			}),
		removeFile: (path, signal) => attempt('delete', path, signal, () => unlinkSync(systemPath(path))),
		rename: (from, to, {replace}, signal) =>
			attempt('rename', from, signal, () => {
				// To try to link a directory costs more than to look whether it is one.
				if (!replace && lstatSync(systemPath(from)).isDirectory()) {
					renameIfFree(systemPath(from), systemPath(to));
				} else {
					rename(from, to, replace);
				}
			}),
		open: (path, how, signal) =>
			attempt(how === 'create' ? 'make' : 'open', path, signal, () =>
				openFile(openSync(systemPath(path), flags[how], 0o600), path),
			),
	};
}

function readStart(path: string, into: Buffer): number {
	const descriptor = openSync(systemPath(path), flags.read);
	try {
		// Who wants one byte more than a file has is told of its end by a read that gives less.
		return fill(descriptor, into, 0, into.length - 1);
	} finally {
		closeSync(descriptor);
	}
}

function makeWhole(
	{part, path, replace, check}: NewNames,
	{data, changes, isSynced, onRefused}: NewContent,
): void {
	check();
	const {mode = 0o600, ...others} = changes;
	const descriptor = now('make', part, () => openSync(systemPath(part), flags.create, mode));
	now('write', part, () => {
		try {
			writeAll(descriptor, data, 0);
			changeIfAllowed(descriptor, others, onRefused);
			if (isSynced) {
				fsyncSync(descriptor);
			}
		} finally {
			closeSync(descriptor);
		}
	});
	if (part !== path) {
		now('rename', part, () => rename(part, path, replace));
	}
}

/** What a file holds is none the worse where its file system does not make such changes. */
function changeIfAllowed(descriptor: number, changes: AttributeChanges, onRefused: () => void): void {
	try {
		change(descriptor, changes);
	} catch (error) {
		if (!isChangeRefused(localFailure('change', '', error))) {
			throw error;
		}
		onRefused();
	}
}

function rename(from: string, to: string, replace: boolean): void {
	if (replace) {
		renameSync(systemPath(from), systemPath(to));
	} else {
		renameToFree(systemPath(from), systemPath(to));
	}
}

/** A link takes a name only if it is free, in one step; where there are none we look first. */
function renameToFree(from: string | Buffer, to: string | Buffer): void {
	try {
		linkSync(from, to);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
			throw error;
		}
		renameIfFree(from, to);
		return;
	}
	unlinkSync(from);
}

function renameIfFree(from: string | Buffer, to: string | Buffer): void {
	if (lstatSync(to, {throwIfNoEntry: false}) !== undefined) {
		throw Object.assign(new Error('EEXIST: file already exists'), {code: 'EEXIST'});
	}
	renameSync(from, to);
}

function change(descriptor: number, {mode, mtime, atime = mtime, owner}: AttributeChanges): void {
	if (owner !== undefined) {
		fchownSync(descriptor, owner.uid, owner.gid);
	}
	if (mode !== undefined) {
		fchmodSync(descriptor, mode);
	}
	if (mtime !== undefined) {
		futimesSync(descriptor, dateOf(atime!), dateOf(mtime));
	}
}

/** Fills a buffer with no less than `wanted` bytes, as far as the file goes. */
function fill(descriptor: number, buffer: Uint8Array, offset: number, wanted = buffer.length): number {
	let length = 0;
	while (length < wanted) {
		const read = readSync(descriptor, buffer, length, buffer.length - length, offset + length);
		if (read === 0) {
			break;
		}
		length += read;
	}
	return length;
}

function writeAll(descriptor: number, data: Uint8Array, offset: number): void {
	for (let length = 0; length < data.length; ) {
		length += writeSync(descriptor, data, length, data.length - length, offset + length);
	}
}

function openFile(descriptor: number, path: string): OpenFile {
	return {
		stat: signal => attempt('look at', path, signal, () => attributesOf(fstatSync(descriptor))),
		read: (buffer, offset, signal) => attempt('read', path, signal, () => fill(descriptor, buffer, offset)),
		write: (data, offset, signal) => attempt('write', path, signal, () => writeAll(descriptor, data, offset)),
		truncate: (size, signal) => attempt('cut', path, signal, () => ftruncateSync(descriptor, size)),
		setAttributes: (changes, signal) => attempt('change', path, signal, () => change(descriptor, changes)),
		sync: signal => attempt('flush', path, signal, () => fsyncSync(descriptor)),
		close: () => attempt('close', path, undefined, () => closeSync(descriptor)),
	};
}
