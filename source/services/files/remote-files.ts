import type {Connections} from '../keeper/connections.ts';
import type {LeaseOptions} from '../keeper/keeper-client.ts';
import type {Lease} from '../keeper/lease.ts';
import type {FileSystem} from './file-system.ts';
import {openSftpSession, type SftpSession} from './sftp/session.ts';
import {sftpFiles} from './sftp/sftp-files.ts';

/**
 * The files of a host by a session of their own on its shared login, which is let go when the session ends. Rejects as
 * `connections.lease` and `lease.openChannel` do, with a FileFailure where the server speaks no SFTP, or with the reason of
 * the signal, which is for the opening only. When they have ended (`ended`), the next call of this begins anew.
 */
export async function openRemoteFiles(
	connections: Pick<Connections, 'lease'>,
	alias: string,
	{signal, onAsked}: Omit<LeaseOptions, 'onPrompt'> = {},
): Promise<FileSystem> {
	const lease = await connections.lease(alias, {signal, onAsked});
	try {
		const session = await openSession(lease, signal);
		void session.ended.then(() => lease.release());
		return sftpFiles(session);
	} catch (error) {
		lease.release();
		throw error;
	}
}

/** Opens a session on a login; the signal is for the opening only. */
export async function openSession(
	lease: Pick<Lease, 'alias' | 'openChannel'>,
	signal: AbortSignal | undefined,
	isBulk = false,
): Promise<SftpSession> {
	// A channel's signal is for its whole life.
	const controller = new AbortController();
	const abort = (): void => controller.abort(signal?.reason);
	signal?.throwIfAborted();
	signal?.addEventListener('abort', abort, {once: true});
	try {
		const channel = await lease.openChannel('sftp', {signal: controller.signal, isBulk});
		return await openSftpSession(lease.alias, channel, {signal});
	} finally {
		signal?.removeEventListener('abort', abort);
	}
}
