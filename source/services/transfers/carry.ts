import {Failure} from '../../core/errors.ts';
import type {FileAttributes} from '../../core/files/entry.ts';
import {printable} from '../../core/text/printable.ts';
import type {Existing, Item} from '../../core/transfers/item.ts';
import type {Begun} from '../../core/transfers/journal.ts';
import type {BulkFiles} from './bulk-files.ts';
import type {Endpoint} from './endpoint.ts';
import type {Flow, Pool} from './flow.ts';
import type {Way} from './way.ts';

/**
 * A directory of small files that is filled under the name of a part file and gets its own once they are whole: one rename
 * for all of them. What goes wrong with it is tried again in the usual way, file by file.
 */
export type Staging = {
	readonly directory: Item;
	/** Its files that are not on their way yet. */
	readonly untried: Set<Item>;
	/** How many are. */
	underway: number;
	readonly whole: Item[];
	/** Half a file may be left in it, or two may have one name: it gets none. */
	isTainted: boolean;
};

/** What carrying an item over needs. */
export type Carry = {
	readonly source: Endpoint;
	readonly target: Endpoint;
	/** The target's directory, without links; and as the user named it. */
	readonly root: string;
	readonly directory: string;
	/** The name of the part file of an item. */
	readonly partName: (item: Item) => string;
	/** Bits of a mode that new files do not get; 0 on hosts, whose own is not known. */
	readonly umask: number;
	/** The sources go in the end. */
	readonly isMove: boolean;
	/** Every file is written to the disk before it gets its name. */
	readonly isCareful: boolean;
	/** Where what is written into is kept before. */
	readonly backups: string;
	readonly flow: Flow;
	readonly pool: Pool;
	/** The ways that were looked at, by the directory that they lead to. */
	readonly ways: Map<Item, Way>;
	/** The directories that have no name yet. */
	readonly staged: Map<Item, Staging>;
	/** The longest request that both sides take, in bytes. */
	readonly piece: number;
	/** Whether a directory was made by this transfer: nobody else's files are in it. */
	readonly isOurs: (item: Item | null) => boolean;
	/** What an earlier run began, if the source is still the same. */
	readonly begun: (item: Item) => Begun | null;
	/** Remembers that an item was begun, and then up to where it is whole. */
	readonly onBegun: (item: Item) => void;
	readonly onMark: (item: Item, at: number) => void;
	/** Remembers that what has this path makes way for an item; null: that it has come back. */
	readonly onAside: (item: Item, path: string | null) => void;
	/** Hears that the target would not change the mode or time of what has arrived. */
	readonly onRefused: () => void;
	/** Asked to stop at the next piece. */
	readonly signal: AbortSignal;
};

/** The target exists, though it did not before: the user is asked. */
export class TargetAppeared extends Error {
	override name = 'TargetAppeared';
	readonly existing: Existing;
	constructor(existing: Existing) {
		super('The target exists now.');
		this.existing = existing;
	}
}

/** The target cannot be replaced as it should be: the user is asked. */
export class TargetProtected extends Error {
	override name = 'TargetProtected';
	readonly existing: Existing;
	constructor(why: string, existing: Existing) {
		super(why);
		this.existing = existing;
	}
}

/** There is no room; `missing` bytes more are needed at least. */
export class NoRoom extends Failure {
	override name = 'NoRoom';
	readonly missing: number;
	constructor(message: string, missing: number) {
		super(message);
		this.missing = missing;
	}
}

/** The source is not what it was when it was looked at. */
export class SourceChanged extends Failure {
	override name = 'SourceChanged';
	readonly seen: FileAttributes;
	constructor(item: Item, seen: FileAttributes) {
		super(`${printable(item.from)} changed while it was copied.`, {nextStep: 'Try again.'});
		this.seen = seen;
	}
}

/** Compares an open source with what was looked at: its type and its size; a later time is taken over. */
export function checkSame(item: Item, seen: FileAttributes): void {
	if (seen.type !== 'file') {
		throw new Failure(`${printable(item.from)} is no plain file any more.`);
	}
	if (seen.size !== item.size) {
		throw new SourceChanged(item, seen);
	}
	item.mtime = seen.mtime;
}

/** The channel for small things. */
export function firstOf({channels}: Endpoint): BulkFiles {
	return channels[0]!;
}
