import {readFile, rename} from 'node:fs/promises';
import {dirname} from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import {Failure} from '../../core/errors.ts';
import {isLaterFormat} from '../../core/file-version.ts';
import type {Rename} from '../../core/hosts/edit/rename.ts';
import {printable} from '../../core/text/printable.ts';
import {locked} from '../memory/lock.ts';
import {makePrivateDirectory} from '../private-directory.ts';

/** A file that was changed: where what it held is kept (null: there was none), and a SHA-256 of how it was left. */
type UndoFile = {
	readonly file: string;
	readonly target: string;
	readonly backup: string | null;
	readonly after: string;
};

/** A change that can be undone; `at` in milliseconds since the epoch names it. */
export type UndoEntry = {
	readonly at: number;
	readonly title: string;
	/** The file that ssh began with when it was made; undefined in entries of before this was noted. */
	readonly config?: string;
	/** The host that got another name by it. */
	readonly rename?: Rename | null;
	readonly files: readonly UndoFile[];
};

/** How many changes of one config are kept, and of all of them. */
const mostOfOne = 20;
const mostOfAll = 200;

function isRename(rename: Partial<Rename> | null): boolean {
	return rename === null || (typeof rename.from === 'string' && typeof rename.to === 'string');
}

function isEntry(value: unknown): value is UndoEntry {
	const entry = value as UndoEntry | null;
	return (
		typeof entry === 'object' &&
		entry !== null &&
		typeof entry.at === 'number' &&
		typeof entry.title === 'string' &&
		['string', 'undefined'].includes(typeof entry.config) &&
		isRename(entry.rename ?? null) &&
		Array.isArray(entry.files) &&
		entry.files.every(
			({file, target, backup, after}) =>
				[file, target, after].every(text => typeof text === 'string') &&
				(backup === null || typeof backup === 'string'),
		)
	);
}

/**
 * The changes that can be undone, oldest first. A damaged journal is set aside: the backups are still there. Throws where
 * there is one that cannot be read, or that a later version wrote.
 */
export async function readJournal(path: string): Promise<readonly UndoEntry[]> {
	let text: string;
	try {
		text = await readFile(path, 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
			return [];
		}
		throw new Failure(`${printable(path)} cannot be read.`, {cause: error});
	}
	try {
		const journal = JSON.parse(text) as {entries: unknown[]};
		if (!isLaterFormat(journal)) {
			return journal.entries.filter(isEntry);
		}
	} catch {
		await rename(path, `${path}.damaged`).catch(() => {});
		return [];
	}
	throw new Failure(`${printable(path)} is of a later version of Sallyport.`, {
		nextStep: 'Use that one, or move the file away.',
	});
}

/** Those of the changes that were made in a config. */
export function changesOf(config: string, entries: readonly UndoEntry[]): readonly UndoEntry[] {
	return entries.filter(entry => entry.config === undefined || entry.config === config);
}

/** Changes the journal (0600), starting from what is on disk now. */
export async function changeJournal(
	path: string,
	change: (entries: readonly UndoEntry[]) => readonly UndoEntry[],
): Promise<void> {
	makePrivateDirectory(dirname(path));
	await locked(`${path}.lock`, async () => {
		const all = change(await readJournal(path));
		const kept = new Set(
			[...Map.groupBy(all, entry => entry.config).values()].flatMap(own => own.slice(-mostOfOne)),
		);
		const entries = all.filter(entry => kept.has(entry)).slice(-mostOfAll);
		await writeFileAtomic(path, `${JSON.stringify({version: 1, entries}, undefined, '\t')}\n`, {mode: 0o600});
	});
}
