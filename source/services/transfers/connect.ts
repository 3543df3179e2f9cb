import type {FileSystem, OpenFile} from '../files/file-system.ts';
import {explainStatus} from '../files/sftp/explain-status.ts';
import {openFlag} from '../files/sftp/requests.ts';
import {openSftpSession, type SftpSession} from '../files/sftp/session.ts';
import {sftpFiles} from '../files/sftp/sftp-files.ts';
import {sftpOpenFile} from '../files/sftp/sftp-open-file.ts';
import type {Lease} from '../keeper/lease.ts';
import type {Connect} from './endpoint.ts';

type LeaseHost = (host: string, options: {readonly signal: AbortSignal}) => Promise<Lease>;

/** Connects to hosts for bulk work by shares in their logins. */
export function connectBy(lease: LeaseHost): Connect {
	return async (host, signal) => {
		const held = await lease(host, {signal});
		return {
			async open(opening) {
				const channel = await held.openChannel('sftp', {signal: opening});
				const session = await openSftpSession(host, channel, {signal: opening});
				await session.limitsKnown;
				return quickSftpFiles(session);
			},
			isShared: () => held.mode() !== 'direct',
			close: () => held.release(),
		};
	};
}

/** The files of a host for bulk work: what a listing has just shown to be a file is opened without another look. */
function quickSftpFiles(session: SftpSession): FileSystem {
	const files = sftpFiles(session);
	const open: FileSystem['open'] = (path, how, signal) =>
		how === 'read' ? openKnown(session, path) : files.open(path, how, signal);
	return Object.assign(Object.create(files) as FileSystem, {open});
}

async function openKnown(session: SftpSession, path: string): Promise<OpenFile> {
	try {
		return sftpOpenFile(session, await session.requests.open(path, openFlag.read), path);
	} catch (error) {
		throw await explainStatus(session, {action: 'open', path, kind: 'look'}, error);
	}
}
