import type {FileEntry} from '../../../core/files/entry.ts';
import {inside} from '../../../core/files/paths.ts';
import {whyUnsafe} from '../../../core/files/unsafe-name.ts';
import type {Listing, ListOptions} from '../file-system.ts';
import type {DirectoryEntry, SftpRequests} from './requests.ts';
import type {SftpSession} from './session.ts';
import {SftpStatus, status} from './status.ts';

/** Where a listing stops: a server can go on for ever. */
const mostEntries = 200_000;
const mostBytes = 64 * 1024 * 1024;
/** Small directories are most: the first requests are few, and grow with the answers. */
const firstInFlight = 4;
const mostInFlight = 64;
/** What an entry takes besides its name, about. */
const entrySize = 100;

const unknown = {type: 'other', size: 0, mtime: 0, mode: 0, uid: null, gid: null} as const;

/**
 * Lists a directory with many READDIRs in flight: they are answered in order. Rejects as requests do. A directory without
 * an end is cut, and said to be.
 */
export async function listDirectory(
	{requests}: SftpSession,
	path: string,
	{signal, onEntries}: ListOptions,
): Promise<Listing> {
	signal?.throwIfAborted();
	const handle = await requests.opendir(path);
	const close = (): void => void requests.close(handle).catch(() => {});
	try {
		return await readAll(requests, handle, path, signal, onEntries);
	} finally {
		close();
	}
}

function readAll(
	requests: SftpRequests,
	handle: Buffer,
	path: string,
	signal: AbortSignal | undefined,
	onEntries: ListOptions['onEntries'],
): Promise<Listing> {
	return new Promise((resolve, reject) => {
		let inFlight = 0;
		let wanted = firstInFlight;
		let isOver = false;
		let isSettled = false;
		let [seen, given, bytes] = [0, 0, 0];
		const settle = (finish: () => void): void => {
			if (!isSettled) {
				isSettled = true;
				signal?.removeEventListener('abort', abort);
				finish();
			}
		};
		const abort = (): void => settle(() => reject(signal?.reason));
		const fail = (error: unknown): void => settle(() => reject(error));
		const hear = async (found: readonly DirectoryEntry[] | null): Promise<void> => {
			if (found === null || found.length === 0) {
				isOver = true;
			} else if (!isSettled) {
				seen += found.length;
				bytes += found.reduce((sum, {name}) => sum + name.length + entrySize, 0);
				// Without a pause where all is told: what comes next must not be counted before.
				const known = found.every(({attributes}) => attributes !== null);
				const all = known ? found.flatMap(entryOf) : await withAttributes(requests, path, found);
				const entries = all.slice(0, mostEntries - given);
				given += entries.length;
				if (!isSettled && entries.length > 0) {
					onEntries(entries);
				}
				if (seen > mostEntries + 2 || bytes > mostBytes) {
					settle(() => resolve({isTruncated: true}));
				}
				wanted = Math.min(mostInFlight, wanted * 2);
			}
		};
		const ask = (): void => {
			while (!isOver && !isSettled && inFlight < wanted) {
				inFlight++;
				requests
					.readdir(handle)
					.then(hear)
					.catch(fail)
					.finally(() => {
						inFlight--;
						ask();
					});
			}
			if (isOver && inFlight === 0) {
				settle(() => resolve({isTruncated: false}));
			}
		};
		if (signal?.aborted) {
			abort();
			return;
		}
		signal?.addEventListener('abort', abort, {once: true});
		ask();
	});
}

/** None for the directory itself and the one above. */
function entryOf({name, attributes}: DirectoryEntry): FileEntry[] {
	const isOwn = name === '.' || name === '..';
	return isOwn ? [] : [{name, ...(attributes ?? unknown), refused: whyUnsafe(name)}];
}

/** Asks for the attributes that a server left out. */
async function withAttributes(
	requests: SftpRequests,
	path: string,
	found: readonly DirectoryEntry[],
): Promise<FileEntry[]> {
	const entries = found.flatMap(entryOf);
	const untold = new Set(found.filter(({attributes}) => attributes === null).map(({name}) => name));
	const looks = entries.map(async entry => {
		if (entry.refused !== null || !untold.has(entry.name)) {
			return [entry];
		}
		try {
			return [{...entry, ...(await requests.lstat(inside(path, entry.name)))}];
		} catch (error) {
			if (!(error instanceof SftpStatus)) {
				throw error;
			}
			// It is gone, or may not be looked at.
			return error.code === status.noSuchFile ? [] : [entry];
		}
	});
	return (await Promise.all(looks)).flat();
}
