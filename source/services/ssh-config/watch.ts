import {type FSWatcher, watch} from 'node:fs';
import {lstat, readlink, stat} from 'node:fs/promises';
import {resolve} from 'node:path';
import type {Loaded} from './load.ts';

const settleTime = 100;
// Where a directory cannot be watched, and after a failure.
const pollTime = 800;
const mostLinks = 40;

/**
 * Watches everything a reading depends on and calls back, once for changes close together, when another reading would
 * come out differently. `known` is the fingerprint the caller has. Keeps no process alive; returns what ends it.
 *
 * Directories are watched, not files: an editor's new file takes the place of the old one, a file may come where none
 * was, and an Include names a directory's future files, too.
 */
export function watchConfig(
	load: () => Promise<Loaded>,
	known: string | null,
	onChange: () => void,
): () => void {
	const watchers = new Map<string, {watcher: FSWatcher; identity: string}>();
	let fingerprint = known;
	let isOver = false;
	let timer: NodeJS.Timeout | undefined;
	let due = Number.POSITIVE_INFINITY;
	let isChecking = false;
	let isAskedAgain = false;

	function checkIn(time: number): void {
		const when = Date.now() + time;
		if (isChecking) {
			isAskedAgain = true;
		} else if (!isOver && when < due) {
			clearTimeout(timer);
			due = when;
			timer = setTimeout(() => void check(), time).unref();
		}
	}

	async function check(): Promise<void> {
		isChecking = true;
		isAskedAgain = false;
		due = Number.POSITIVE_INFINITY;
		let isBlind = true;
		try {
			const loaded = await load();
			const {isNew, isComplete} = await watchDirectories(await directoriesOf(loaded.watched));
			isBlind = !isComplete;
			// What changed before a directory was watched is found by looking once more.
			isAskedAgain ||= isNew;
			if (!isOver && fingerprint !== null && loaded.fingerprint !== fingerprint) {
				fingerprint = loaded.fingerprint;
				onChange();
			}
			fingerprint ??= loaded.fingerprint;
		} catch {
			// Looked at again at the next poll.
		}
		isChecking = false;
		if (isAskedAgain) {
			checkIn(settleTime);
		} else if (isBlind) {
			checkIn(pollTime);
		}
	}

	async function watchDirectories(
		wanted: ReadonlyMap<string, string>,
	): Promise<{isNew: boolean; isComplete: boolean}> {
		for (const [path, {watcher, identity}] of watchers) {
			if (wanted.get(path) !== identity) {
				watcher.close();
				watchers.delete(path);
			}
		}
		let isNew = false;
		let isComplete = true;
		for (const [path, identity] of wanted) {
			if (isOver || watchers.has(path)) {
				continue;
			}
			try {
				const watcher = watch(path, {persistent: false}, () => checkIn(settleTime));
				watcher.on('error', () => {
					watcher.close();
					watchers.delete(path);
					checkIn(settleTime);
				});
				watchers.set(path, {watcher, identity});
				isNew = true;
			} catch {
				isComplete = false;
			}
		}
		return {isNew, isComplete};
	}

	void check();
	return () => {
		isOver = true;
		clearTimeout(timer);
		for (const {watcher} of watchers.values()) {
			watcher.close();
		}
		watchers.clear();
	};
}

/**
 * The directories in which something must change before one of these paths does, with their identities: those that hold
 * the path and every symbolic link on the way to it; where one is missing, the nearest that exists.
 */
async function directoriesOf(paths: Iterable<string>): Promise<Map<string, string>> {
	const directories = new Set<string>();
	const seen = new Set<string>();
	for (const path of paths) {
		await trace(path, directories, seen, mostLinks);
	}
	const found = new Map<string, string>();
	for (const directory of directories) {
		const identity = await stat(directory).catch(() => null);
		if (identity?.isDirectory()) {
			found.set(directory, `${identity.dev}:${identity.ino}`);
		}
	}
	return found;
}

async function trace(
	path: string,
	directories: Set<string>,
	seen: Set<string>,
	links: number,
): Promise<void> {
	if (seen.has(path) || links === 0) {
		return;
	}
	seen.add(path);
	let parent = '/';
	const parts = path.split('/').filter(part => part !== '');
	for (const [index, part] of parts.entries()) {
		const here = resolve(parent, part);
		const found = await lstat(here).catch(() => null);
		if (found?.isSymbolicLink()) {
			directories.add(parent);
			const target = await readlink(here).catch(() => null);
			if (target !== null) {
				await trace(resolve(parent, target, ...parts.slice(index + 1)), directories, seen, links - 1);
			}
			return;
		}
		if (found === null || (index === parts.length - 1 && !found.isDirectory())) {
			directories.add(parent);
			return;
		}
		parent = here;
	}
	directories.add(parent);
}
