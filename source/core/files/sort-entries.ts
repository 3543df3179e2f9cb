import type {FileEntry} from './entry.ts';

export type FileOrder = {
	readonly by: 'name' | 'extension' | 'size' | 'modified';
	readonly isReversed: boolean;
};

/**
 * Entries in the order of a column: directories first (either way round), names without regard to case, the largest and
 * the latest first. A new array.
 */
export function sortEntries<Entry extends FileEntry>(entries: readonly Entry[], order: FileOrder): Entry[] {
	const keyed = entries.map(entry => ({
		entry,
		isDirectory: entry.type === 'directory',
		name: entry.name.toLowerCase(),
		key: keyOf(entry, order.by),
	}));
	const way = order.isReversed ? -1 : 1;
	keyed.sort(
		(one, other) =>
			Number(other.isDirectory) - Number(one.isDirectory) ||
			way *
				(compare(one.key, other.key) ||
					compare(one.name, other.name) ||
					compare(one.entry.name, other.entry.name)),
	);
	return keyed.map(({entry}) => entry);
}

/** Whether a name is one that `ls` leaves out. */
export function isHidden(name: string): boolean {
	return name.startsWith('.');
}

function keyOf({name, size, mtime, type}: FileEntry, by: FileOrder['by']): string | number {
	switch (by) {
		case 'name':
			return 0;
		case 'extension': {
			const dot = name.lastIndexOf('.');
			return dot > 0 && type !== 'directory' ? name.slice(dot + 1).toLowerCase() : '';
		}
		case 'size':
			return -size;
		case 'modified':
			return -mtime;
	}
}

function compare<Key extends string | number>(one: Key, other: Key): number {
	return one < other ? -1 : one > other ? 1 : 0;
}
