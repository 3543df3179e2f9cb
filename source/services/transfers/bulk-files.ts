import type {FileSystem} from '../files/file-system.ts';

/** A machine's files as transfers use them. */
export type BulkFiles = FileSystem & {
	/** How long an answer took at the beginning, in milliseconds; 0 for this machine. */
	readonly roundTrip: number;
	/**
	 * Reads the beginning of a file, as much as fits, without a look at it before: all is asked for at once. Gives the
	 * number of bytes; there may be more only where it is all that fits.
	 */
	readBeginning(path: string, into: Buffer): Promise<number>;
	/** How many names (hard links) a file has; 1 where nobody tells. */
	linkCount(path: string): Promise<number>;
};
