import type {FileEntry} from '../../core/files/entry.ts';
import {inside} from '../../core/files/paths.ts';
import type {BulkFiles} from './bulk-files.ts';

/** What is listed before it is asked for: no more than a machine lists in the time that a login takes. */
const mostEntries = 100_000;
/** An older listing is not used, in milliseconds: somebody may have been asked for a password meanwhile. */
const freshFor = 5000;

type Ahead = {readonly entries: Promise<readonly FileEntry[] | null>; readonly since: number};

/**
 * The same files, of which the directories at these paths, and those in them, are listed at once: while a host is connected
 * to there is nothing else to do. Each listing serves once; what could not be listed is tried again when it is asked for. Who
 * asks for what is not listed yet goes on alone.
 */
export function listAhead(files: BulkFiles, paths: readonly string[], signal: AbortSignal): BulkFiles {
	const listings = new Map<string, Ahead>();
	const list = async (path: string): Promise<readonly FileEntry[] | null> => {
		const found: FileEntry[] = [];
		try {
			const {isTruncated} = await files.list(path, {signal, onEntries: more => void found.push(...more)});
			return isTruncated ? null : found;
		} catch {
			return null;
		}
	};
	let isOvertaken = false;
	const walk = async (): Promise<void> => {
		let seen = 0;
		const waiting = [...paths];
		while (waiting.length > 0 && seen < mostEntries && !isOvertaken && !signal.aborted) {
			const path = waiting.pop()!;
			const entries = list(path);
			listings.set(path, {entries, since: performance.now()});
			for (const {name, type} of (await entries) ?? []) {
				seen += 1;
				if (type === 'directory') {
					waiting.push(inside(path, name));
				}
			}
		}
	};
	void walk();
	return {
		...files,
		async list(path, options) {
			const ahead = listings.get(path);
			listings.delete(path);
			isOvertaken ||= ahead === undefined;
			const entries =
				ahead !== undefined && performance.now() - ahead.since < freshFor ? await ahead.entries : null;
			if (entries === null) {
				return files.list(path, options);
			}
			options.signal?.throwIfAborted();
			options.onEntries(entries);
			return {isTruncated: false};
		},
	};
}
