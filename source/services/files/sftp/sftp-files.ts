import {fileFailure, isFileFailure, refuseToOpen} from '../../../core/files/file-failure.ts';
import {resolveTyped} from '../../../core/files/paths.ts';
import type {FileSystem} from '../file-system.ts';
import {attemptsOn} from './attempt.ts';
import {copyOnServer} from './copy-on-server.ts';
import {listDirectory} from './list-directory.ts';
import {openFlag, posixRename} from './requests.ts';
import type {SftpSession} from './session.ts';
import {newFileFlags, sftpOpenFile, wireChanges} from './sftp-open-file.ts';

const flags = {
	read: openFlag.read,
	create: newFileFlags,
	update: openFlag.read | openFlag.write,
};

/** The files of a host, by a session that is closed with it. */
export function sftpFiles(session: SftpSession): FileSystem {
	const {host, requests} = session;
	const attempt = attemptsOn(session);
	const files: FileSystem = {
		host,
		get limits() {
			return session.limits;
		},
		home: signal =>
			attempt({action: 'find', path: 'the home directory', kind: 'look'}, signal, () =>
				requests.realpath('.'),
			),
		async expand(typed, signal) {
			const isOther = /^~[^/]/.test(typed) && session.offers('expand-path@openssh.com');
			if (isOther) {
				return attempt({action: 'find', path: typed, kind: 'look'}, signal, () => requests.expandPath(typed));
			}
			const home = typed.startsWith('/') ? '/' : await files.home(signal);
			return resolveTyped(typed, home, home);
		},
		list: (path, options) =>
			attempt({action: 'list', path, kind: 'descend'}, options.signal, () =>
				listDirectory(session, path, options),
			),
		lstat: (path, signal) =>
			attempt({action: 'look at', path, kind: 'look'}, signal, () => requests.lstat(path)),
		stat: (path, signal) =>
			attempt({action: 'look at', path, kind: 'look'}, signal, () => requests.stat(path)),
		readLink: (path, signal) =>
			attempt({action: 'read the link', path, kind: 'look'}, signal, () => requests.readlink(path)),
		realPath: (path, signal) =>
			attempt({action: 'find', path, kind: 'look'}, signal, async () => {
				// OpenSSH resolves what is not there as well.
				const [real] = await Promise.all([requests.realpath(path), requests.stat(path)]);
				return real;
			}),
		makeDirectory: (path, mode, signal) =>
			attempt({action: 'make the directory', path, kind: 'make'}, signal, () => requests.mkdir(path, mode)),
		removeFile: (path, signal) =>
			attempt({action: 'delete', path, kind: 'remove-file'}, signal, () => requests.remove(path)),
		removeDirectory: (path, signal) =>
			attempt({action: 'delete', path, kind: 'remove-directory'}, signal, () => requests.rmdir(path)),
		async rename(from, to, {replace}, signal) {
			const asked = {action: 'rename', path: from, to} as const;
			if (!replace) {
				return attempt({...asked, kind: 'move'}, signal, () => requests.rename(from, to));
			}
			if (session.offers(posixRename)) {
				try {
					return await attempt({...asked, kind: 'replace'}, signal, () => requests.posixRename(from, to));
				} catch (error) {
					// Some servers offer it and refuse it.
					if (!isFileFailure(error, 'unsupported', 'permission')) {
						throw error;
					}
					if (error.code === 'unsupported') {
						session.forgo(posixRename);
					}
				}
			}
			try {
				await files.rename(from, to, {replace: false}, signal);
			} catch (error) {
				const isTaken = isFileFailure(error, 'exists');
				throw isTaken
					? fileFailure({
							...{code: 'unsupported', action: 'rename', path: from, host, cause: error},
							why: 'the server cannot replace a file in one step',
						})
					: error;
			}
		},
		setAttributes: (path, changes, signal) =>
			attempt({action: 'change', path, kind: 'write'}, signal, () =>
				requests.setstat(path, wireChanges(changes)),
			),
		symlink: (target, path, signal) =>
			attempt({action: 'make the link', path, kind: 'make'}, signal, () => requests.symlink(target, path)),
		freeSpace: (path, signal) =>
			attempt({action: 'look at the space of', path, kind: 'look'}, signal, async () => {
				if (!session.offers('statvfs@openssh.com')) {
					return null;
				}
				const {f_frsize, f_bavail, f_blocks} = await requests.statvfs(path);
				return {free: f_bavail * f_frsize, total: f_blocks * f_frsize};
			}),
		async open(path, how, signal) {
			if (how !== 'create') {
				// Opening a pipe would have the server wait for its other end, and nothing else be answered.
				refuseToOpen((await files.stat(path, signal)).type, path, host);
			}
			const kind = how === 'create' ? 'make' : 'look';
			const handle = await attempt(
				{action: how === 'create' ? 'make' : 'open', path, kind},
				signal,
				() => requests.open(path, flags[how], how === 'create' ? 0o600 : undefined),
				late => void requests.close(late).catch(() => {}),
			);
			return sftpOpenFile(session, handle, path);
		},
		get canCopyFile() {
			return session.offers('copy-data');
		},
		copyFile: (from, to, options = {}) => copyOnServer(session, from, to, options),
		close: session.close,
		ended: session.ended,
	};
	return files;
}
