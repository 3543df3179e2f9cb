import {describeError} from '../../core/errors.ts';
import {FileFailure} from '../../core/files/file-failure.ts';
import {LeaseFailure} from '../../core/keeper/lease-failure.ts';
import {ChannelRefused} from '../keeper/channel.ts';
import type {Connections} from '../keeper/connections.ts';
import type {Lease} from '../keeper/lease.ts';
import type {FileSystem} from './file-system.ts';
import {openSftpSession, type SftpSession} from './sftp/session.ts';
import {sftpFiles} from './sftp/sftp-files.ts';
import {withSignal} from './sftp/with-signal.ts';

/**
 * The files of a host on its shared login. A session that ends rejects what is under way (`lost`); the next call begins
 * another one by itself while the login lasts, which asks nothing. When the login itself has ended, everything is rejected
 * with the reason until `reopen`.
 */
export type RemoteFiles = FileSystem & {
	/** What the sessions are on; another one after `reopen`. */
	lease(): Lease;
	/**
	 * Another session on the same login, for bulk work; the caller closes it. Rejects as `openRemoteFiles`, with a
	 * ChannelRefused where the server allows no more.
	 */
	openSession(signal?: AbortSignal): Promise<SftpSession>;
	/** Makes sure of a session, with a new login if it must be: ssh may ask. Rejects as `openRemoteFiles`. */
	reopen(signal?: AbortSignal): Promise<void>;
};

type Open = {readonly session: SftpSession; readonly files: FileSystem; isOver: boolean};

/**
 * Begins a file session on a host. Rejects as `connections.lease` and `lease.openChannel` do, with a FileFailure where the
 * server speaks no SFTP, or with the reason of the signal.
 */
export async function openRemoteFiles(
	connections: Pick<Connections, 'lease'>,
	alias: string,
	{signal}: {readonly signal?: AbortSignal | undefined} = {},
): Promise<RemoteFiles> {
	let lease = await connections.lease(alias, {signal});
	let isLeaseOver = false;
	let isClosed = false;
	let opening: Promise<Open> | null = null;
	const follow = (followed: Lease): void => {
		isLeaseOver = false;
		void followed.ended.then(() => {
			isLeaseOver ||= followed === lease;
		});
	};
	const openSession = async (opened?: AbortSignal): Promise<SftpSession> => {
		// A channel's signal is for its life: this one is for the opening.
		const controller = new AbortController();
		const abort = (): void => controller.abort(opened?.reason);
		opened?.throwIfAborted();
		opened?.addEventListener('abort', abort, {once: true});
		try {
			const channel = await lease.openChannel('sftp', {signal: controller.signal});
			return await openSftpSession(alias, channel, {signal: opened});
		} finally {
			opened?.removeEventListener('abort', abort);
		}
	};
	const open = async (opened?: AbortSignal): Promise<Open> => {
		const session = await openSession(opened);
		const state: Open = {session, files: sftpFiles(session), isOver: false};
		void session.ended.then(() => {
			state.isOver = true;
		});
		return state;
	};
	follow(lease);
	let current: Open;
	try {
		current = await open(signal);
	} catch (error) {
		lease.release();
		throw error;
	}

	/** The session there is, or another one on the same login; one that is over where there can be none. */
	const ready = async (): Promise<FileSystem> => {
		if (current.isOver && !isClosed && !isLeaseOver && lease.mode() !== 'direct') {
			opening ??= open().finally(() => {
				opening = null;
			});
			try {
				current = await opening;
			} catch (cause) {
				throw cause instanceof LeaseFailure ? new FileFailure('lost', describeError(cause), {cause}) : cause;
			}
		}
		return current.files;
	};
	const on = (given: AbortSignal | undefined): Promise<FileSystem> => withSignal(ready(), given);
	const reopen = async (reopened?: AbortSignal): Promise<void> => {
		if (!current.isOver) {
			return;
		}
		if (!isLeaseOver) {
			try {
				current = await open(reopened);
				return;
			} catch (error) {
				const isGone = error instanceof LeaseFailure && !(error instanceof ChannelRefused);
				if (!isGone || lease.mode() === 'direct') {
					throw error;
				}
				lease.release();
			}
		}
		lease = await connections.lease(alias, {signal: reopened});
		follow(lease);
		current = await open(reopened);
	};
	return {
		host: alias,
		get limits() {
			return current.files.limits;
		},
		get canCopyFile() {
			return current.files.canCopyFile;
		},
		get ended() {
			return current.files.ended;
		},
		home: async given => (await on(given)).home(given),
		expand: async (typed, given) => (await on(given)).expand(typed, given),
		list: async (path, options) => (await on(options.signal)).list(path, options),
		lstat: async (path, given) => (await on(given)).lstat(path, given),
		stat: async (path, given) => (await on(given)).stat(path, given),
		readLink: async (path, given) => (await on(given)).readLink(path, given),
		realPath: async (path, given) => (await on(given)).realPath(path, given),
		makeDirectory: async (path, mode, given) => (await on(given)).makeDirectory(path, mode, given),
		removeFile: async (path, given) => (await on(given)).removeFile(path, given),
		removeDirectory: async (path, given) => (await on(given)).removeDirectory(path, given),
		rename: async (from, to, how, given) => (await on(given)).rename(from, to, how, given),
		setAttributes: async (path, changes, given) => (await on(given)).setAttributes(path, changes, given),
		symlink: async (target, path, given) => (await on(given)).symlink(target, path, given),
		freeSpace: async (path, given) => (await on(given)).freeSpace(path, given),
		open: async (path, how, given) => (await on(given)).open(path, how, given),
		copyFile: async (from, to, options) => (await on(options?.signal)).copyFile(from, to, options),
		lease: () => lease,
		openSession,
		reopen,
		close() {
			isClosed = true;
			current.session.close();
			lease.release();
		},
	};
}
