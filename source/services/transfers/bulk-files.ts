import type {FileSystem} from '../files/file-system.ts';

/** A machine's files as transfers use them. */
export type BulkFiles = FileSystem & {
	/** How many names (hard links) a file has; 1 where nobody tells. */
	linkCount(path: string): Promise<number>;
};
