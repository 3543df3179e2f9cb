import type {Connections} from '../keeper/connections.ts';
import type {FileSystem} from './file-system.ts';
import {openSftpSession} from './sftp/session.ts';
import {sftpFiles} from './sftp/sftp-files.ts';

/** The files of a host on its shared login, which is let go with them. Throws as `connections.lease` and `openChannel` do. */
export async function openOnHost(
	connections: Pick<Connections, 'lease'>,
	alias: string,
	signal: AbortSignal,
): Promise<FileSystem> {
	const lease = await connections.lease(alias, {signal});
	try {
		const session = await openSftpSession(alias, await lease.openChannel('sftp'), {signal});
		void session.ended.then(() => lease.release());
		return sftpFiles(session);
	} catch (error) {
		lease.release();
		throw error;
	}
}
