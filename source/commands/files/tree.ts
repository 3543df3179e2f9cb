import type {FileEntry} from '../../core/files/entry.ts';
import {fileFailure} from '../../core/files/file-failure.ts';
import {inside} from '../../core/files/paths.ts';
import type {FileSystem} from '../../services/files/file-system.ts';
import {inParallel} from './in-parallel.ts';
import {ownFailure} from './own-failures.ts';

/** What is in some directories and their directories; the bytes are those of files. */
export type TreeCount = {
	files: number;
	directories: number;
	links: number;
	bytes: number;
	/** Directories whose content nobody knows, since they cannot be read. */
	unread: number;
};

type Options = {
	readonly system: FileSystem;
	/** The directory that holds the entries. */
	readonly path: string;
	readonly entries: readonly FileEntry[];
	readonly signal: AbortSignal;
};

/** So many requests are on their way at once: a round trip each would be slow. */
const atOnce = 32;
/** Deeper than this no tree is, but those that a server makes up. */
const deepest = 256;

async function listed(system: FileSystem, path: string, signal: AbortSignal): Promise<FileEntry[]> {
	const entries: FileEntry[] = [];
	await system.list(path, {
		signal,
		onEntries(batch) {
			for (const entry of batch) {
				entries.push(entry);
			}
		},
	});
	return entries;
}

function refuseDepth(system: FileSystem, path: string, depth: number): void {
	if (depth > deepest) {
		const why = `its directories are nested more than ${deepest} deep`;
		throw fileFailure({code: 'failure', action: 'go into', path, host: system.host, why});
	}
}

/** Counts what is there, links as links. `onCount` hears how far it is. Throws when the signal or the session ends it. */
export async function countTree(
	{system, path, entries, signal}: Options,
	onCount: (count: TreeCount) => void,
): Promise<TreeCount> {
	const count: TreeCount = {files: 0, directories: 0, links: 0, bytes: 0, unread: 0};
	let next: {path: string; depth: number}[] = [];
	const add = (directory: string, found: readonly FileEntry[], depth: number): void => {
		const below: string[] = [];
		for (const entry of found) {
			if (entry.type === 'directory' && entry.refused === null) {
				count.directories++;
				below.push(inside(directory, entry.name));
			} else if (entry.type === 'link') {
				count.links++;
			} else {
				count.files++;
				count.bytes += entry.type === 'file' ? entry.size : 0;
			}
		}
		next.push(...below.map(each => ({path: each, depth: depth + 1})));
	};
	add(path, entries, 0);
	while (next.length > 0) {
		const directories = next;
		next = [];
		await inParallel(directories, atOnce, async each => {
			signal.throwIfAborted();
			refuseDepth(system, each.path, each.depth);
			try {
				add(each.path, await listed(system, each.path, signal), each.depth);
			} catch (error) {
				ownFailure(error);
				count.unread++;
			}
			onCount(count);
		});
	}
	return count;
}

export type Deletion = {
	/** How many files, links and directories are gone. */
	readonly deleted: number;
	/** Why some are not, in words. */
	readonly failures: readonly string[];
};

/**
 * Deletes entries and what is in them; links are deleted and never followed. Goes on behind what cannot be deleted.
 * Throws when the signal or the session ends it.
 */
export async function deleteTree(
	{system, path, entries, signal}: Options,
	onDeleted: (count: number) => void,
): Promise<Deletion> {
	let deleted = 0;
	const failures: string[] = [];

	async function attempt(task: () => Promise<void>): Promise<boolean> {
		signal.throwIfAborted();
		try {
			await task();
			onDeleted(++deleted);
			return true;
		} catch (error) {
			failures.push(ownFailure(error).message);
			return false;
		}
	}

	/** Whether all of them are gone. */
	async function remove(directory: string, found: readonly FileEntry[], depth: number): Promise<boolean> {
		refuseDepth(system, directory, depth);
		let isAllGone = true;
		const note = (isGone: boolean): void => {
			isAllGone &&= isGone;
		};
		const files = found.filter(({type}) => type !== 'directory');
		await inParallel(files, atOnce, async ({name, refused}) => {
			const file = inside(directory, name);
			note(refused === null && (await attempt(() => system.removeFile(file, signal))));
			if (refused !== null) {
				failures.push(`${file} is not touched: ${refused}`);
			}
		});
		for (const {name, refused} of found.filter(({type}) => type === 'directory')) {
			if (refused === null) {
				note(await removeDirectory(inside(directory, name), depth));
			} else {
				failures.push(`${inside(directory, name)} is not touched: ${refused}`);
				note(false);
			}
		}
		return isAllGone;
	}

	async function removeDirectory(directory: string, depth: number): Promise<boolean> {
		for (;;) {
			const before = deleted;
			const problems = failures.length;
			const found = await listed(system, directory, signal).catch((error: unknown) => {
				failures.push(ownFailure(error).message);
				return null;
			});
			if (found === null) {
				// It may be empty: then it can go.
				const isGone = await attempt(() => system.removeDirectory(directory, signal));
				failures.length = isGone ? problems : problems + 1;
				return isGone;
			}
			if (!(await remove(directory, found, depth + 1))) {
				return false;
			}
			if (await attempt(() => system.removeDirectory(directory, signal))) {
				return true;
			}
			// More than one listing gives, or made meanwhile: once more, as long as that brings us on.
			if (deleted === before) {
				return false;
			}
			failures.length = problems;
		}
	}

	await remove(path, entries, 0);
	return {deleted, failures};
}
