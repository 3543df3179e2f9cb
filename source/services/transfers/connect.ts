import {nameOf, parentOf} from '../../core/files/paths.ts';
import type {Done} from '../files/done.ts';
import type {FileSystem, OpenFile} from '../files/file-system.ts';
import {openSession} from '../files/remote-files.ts';
import {explainStatus} from '../files/sftp/explain-status.ts';
import {openFlag} from '../files/sftp/requests.ts';
import type {SftpSession} from '../files/sftp/session.ts';
import {sftpFiles} from '../files/sftp/sftp-files.ts';
import {sftpOpenFile} from '../files/sftp/sftp-open-file.ts';
import {placeNew, readBeginning} from '../files/sftp/whole-files.ts';
import type {Lease} from '../keeper/lease.ts';
import type {BulkFiles, NewContent, NewNames} from './bulk-files.ts';
import type {Connect} from './endpoint.ts';

type LeaseHost = (host: string, options: {readonly signal: AbortSignal}) => Promise<Lease>;

/** Connects to hosts for bulk work by shares in their logins. */
export function connectBy(lease: LeaseHost): Connect {
	return async (host, signal) => {
		const held = await lease(host, {signal});
		return {
			async open(opening) {
				const session = await openSession(held, opening, true);
				const close = (): void => session.close();
				opening.addEventListener('abort', close, {once: true});
				try {
					const files = await quickSftpFiles(session);
					opening.throwIfAborted();
					return files;
				} finally {
					opening.removeEventListener('abort', close);
				}
			},
			isShared: () => held.mode() !== 'direct',
			close: () => held.release(),
		};
	};
}

/** The files of a host for bulk work, once its limits are known: what a listing has just shown to be a file is opened without another look. */
export async function quickSftpFiles(session: SftpSession): Promise<BulkFiles> {
	const asked = performance.now();
	await session.limitsKnown;
	const roundTrip = performance.now() - asked;
	const files = sftpFiles(session);
	const open: FileSystem['open'] = (path, how, signal) =>
		how === 'read' ? openKnown(session, path) : files.open(path, how, signal);
	const counts = new Map<string, Promise<ReadonlyMap<string, number>>>();
	const linkCount: BulkFiles['linkCount'] = async path => {
		const directory = parentOf(path);
		let found = counts.get(directory);
		if (found === undefined) {
			found = countLinks(session, directory).catch(() => new Map());
			counts.set(directory, found);
		}
		return (await found).get(nameOf(path)) ?? 1;
	};
	return Object.assign(Object.create(files) as FileSystem, {
		...{roundTrip, open, linkCount},
		readBeginning: (path: string, into: Buffer, done: Done<number>) =>
			readBeginning(session, path, into, done),
		placeNew: (names: NewNames, content: NewContent, done: Done<void>) =>
			placeNew(session, names, content, done),
	});
}

/** The files of a directory that have several names. Only a listing tells that. */
async function countLinks({requests}: SftpSession, directory: string): Promise<ReadonlyMap<string, number>> {
	const counts = new Map<string, number>();
	const handle = await requests.opendir(directory);
	try {
		for (let read = 0; read < mostRead; ) {
			const answers = await Promise.all(Array.from({length: listings}, () => requests.readdirLinks(handle)));
			for (const {name, links} of answers.flatMap(entries => entries ?? [])) {
				read += 1;
				if (links !== null && links > 1) {
					counts.set(name, links);
				}
			}
			// A server that says neither entries nor an end would be asked for ever.
			if (answers.some(entries => entries === null || entries.length === 0)) {
				break;
			}
		}
	} finally {
		requests.close(handle).catch(() => {});
	}
	return counts;
}

const listings = 8;
const mostRead = 200_000;

async function openKnown(session: SftpSession, path: string): Promise<OpenFile> {
	try {
		return sftpOpenFile(session, await session.requests.open(path, openFlag.read), path);
	} catch (error) {
		throw await explainStatus(session, {action: 'open', path, kind: 'look'}, error);
	}
}
