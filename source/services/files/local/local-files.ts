import {constants, type Stats} from 'node:fs';
import * as fs from 'node:fs/promises';
import {decodeName} from '../../../core/files/byte-names.ts';
import {typeOfMode} from '../../../core/files/entry.ts';
import {fileFailure, isFileFailure, refuseToOpen} from '../../../core/files/file-failure.ts';
import {resolveTyped} from '../../../core/files/paths.ts';
import type {FileSystem} from '../file-system.ts';
import {copyLocalFile} from './copy-local-file.ts';
import {listDirectory} from './list-directory.ts';
import {attributesOf, dateOf} from './local-attributes.ts';
import {localFailure} from './local-failure.ts';
import {localOpenFile} from './local-open-file.ts';
import {renameWithoutReplacing} from './rename.ts';
import {bytePath} from './system-path.ts';

const {O_RDONLY, O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK} = constants;

// A fifo that is opened for reading waits for its writer, unless O_NONBLOCK says otherwise.
const flags = {
	read: O_RDONLY | O_NONBLOCK,
	create: O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW,
	update: O_RDWR | O_NONBLOCK,
};

/** The files of this machine. `home` is the user's home directory. */
export function localFiles(home: string): FileSystem {
	const attempt = async <Result>(
		action: string,
		path: string,
		signal: AbortSignal | undefined,
		work: () => Promise<Result>,
	): Promise<Result> => {
		signal?.throwIfAborted();
		try {
			return await work();
		} catch (error) {
			signal?.throwIfAborted();
			throw isFileFailure(error) ? error : localFailure(action, path, error);
		}
	};
	return {
		host: null,
		limits: {readLength: 1024 * 1024, writeLength: 1024 * 1024, openHandles: 512},
		home: async () => home,
		expand: async typed => resolveTyped(typed, home, home),
		list: (path, options) =>
			attempt('list', path, options.signal, async () => {
				await listDirectory(bytePath(path), options);
				return {isTruncated: false};
			}),
		lstat: (path, signal) =>
			attempt('look at', path, signal, async () => attributesOf(await fs.lstat(bytePath(path)))),
		stat: (path, signal) => attempt('look at', path, signal, async () => attributesOf(await statOf(path))),
		readLink: (path, signal) =>
			attempt('read the link', path, signal, async () =>
				decodeName(await fs.readlink(bytePath(path), {encoding: 'buffer'})),
			),
		realPath: (path, signal) =>
			attempt('find', path, signal, async () =>
				decodeName(await fs.realpath(bytePath(path), {encoding: 'buffer'})),
			),
		makeDirectory: (path, mode, signal) =>
			attempt('make the directory', path, signal, async () => {
				await fs.mkdir(bytePath(path), {mode});
			}),
		removeFile: (path, signal) => attempt('delete', path, signal, () => fs.unlink(bytePath(path))),
		removeDirectory: (path, signal) => attempt('delete', path, signal, () => fs.rmdir(bytePath(path))),
		rename: (from, to, {replace}, signal) =>
			attempt('rename', from, signal, () =>
				replace
					? fs.rename(bytePath(from), bytePath(to))
					: renameWithoutReplacing(bytePath(from), bytePath(to)),
			),
		setAttributes: (path, {mode, mtime, atime = mtime, owner}, signal) =>
			attempt('change', path, signal, async () => {
				if (owner !== undefined) {
					await fs.chown(bytePath(path), owner.uid, owner.gid);
				}
				if (mode !== undefined) {
					await fs.chmod(bytePath(path), mode);
				}
				if (mtime !== undefined) {
					await fs.utimes(bytePath(path), dateOf(atime!), dateOf(mtime));
				}
			}),
		symlink: (target, path, signal) =>
			attempt('make the link', path, signal, () => fs.symlink(bytePath(target), bytePath(path))),
		freeSpace: (path, signal) =>
			attempt('look at the space of', path, signal, async () => {
				const {bsize, bavail, blocks} = await fs.statfs(bytePath(path));
				return {free: bavail * bsize, total: blocks * bsize};
			}),
		open: (path, how, signal) =>
			attempt(how === 'create' ? 'make' : 'open', path, signal, async () => {
				if (how !== 'create') {
					refuseToOpen(typeOfMode((await statOf(path)).mode), path, null);
				}
				return localOpenFile(await fs.open(bytePath(path), flags[how], 0o600), path);
			}),
		canCopyFile: true,
		copyFile: (from, to, options = {}) =>
			attempt('copy', from, options.signal, () => copyLocalFile(bytePath(from), bytePath(to), options)),
		close() {},
		ended: new Promise(() => {}),
	};
}

async function statOf(path: string): Promise<Stats> {
	try {
		return await fs.stat(bytePath(path));
	} catch (error) {
		const isThere = await fs.lstat(bytePath(path)).catch(() => null);
		if ((error as NodeJS.ErrnoException).code === 'ENOENT' && isThere !== null) {
			const why = 'the link leads to nothing';
			throw fileFailure({code: 'not-found', action: 'look at', path, host: null, why, cause: error});
		}
		throw error;
	}
}
