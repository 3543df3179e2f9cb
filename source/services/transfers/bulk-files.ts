import type {Done} from '../files/done.ts';
import type {AttributeChanges, FileSystem} from '../files/file-system.ts';

/** A machine's files as transfers use them. */
export type BulkFiles = FileSystem & {
	/** How long an answer took at the beginning, in milliseconds; 0 for this machine. */
	readonly roundTrip: number;
	/**
	 * Reads the beginning of a file, as much as fits, without a look at it before: all is asked for at once. Gives the
	 * number of bytes; a server may give fewer than there are.
	 */
	readBeginning(path: string, into: Buffer, done: Done<number>): void;
	/**
	 * Makes a file of what it holds, and gives it its name once all of it is there. Fails with `exists` where there is anything
	 * of the name of the part file, or of its own where that is not replaced: a server may not know how. A part file may be left.
	 */
	placeNew(names: NewNames, content: NewContent, done: Done<void>): void;
	/** How many names (hard links) a file has; 1 where nobody tells. */
	linkCount(path: string): Promise<number>;
};

export type NewNames = {
	/** The same as `path` where its directory has no name yet. */
	readonly part: string;
	readonly path: string;
	/** Replaces what has the name, if the other side can do that in one step. */
	readonly replace: boolean;
	/** Throws where the way there is not safe any more; called in the turn that goes it, on this machine. */
	readonly check: () => void;
};

export type NewContent = {
	/** No longer than `limits.writeLength`; it must stay as it is until all is done. */
	readonly data: Buffer;
	readonly changes: AttributeChanges;
	/** Hears that the other side would not make these changes; all of the data is there nevertheless. */
	readonly onRefused: () => void;
	/** Whether it is written to the disk before it gets its name. */
	readonly isSynced: boolean;
};
