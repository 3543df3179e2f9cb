import type {FileAttributes, FileEntry} from '../../core/files/entry.ts';

/**
 * The files of a machine. Paths are absolute and reversible text (core/files/byte-names.ts). Everything rejects with a
 * FileFailure whose words name path and machine, or with the reason of the signal; nothing waits for ever.
 */
export type FileSystem = {
	/** The alias; null for this machine. */
	readonly host: string | null;
	readonly limits: FileLimits;
	/** Where a session begins. */
	home(signal?: AbortSignal): Promise<string>;
	/** The absolute path that is meant by a typed one: `~`, `~user` and relative ones begin at `home`. */
	expand(typed: string, signal?: AbortSignal): Promise<string>;
	list(path: string, options: ListOptions): Promise<Listing>;
	/** Of a link itself. */
	lstat(path: string, signal?: AbortSignal): Promise<FileAttributes>;
	/** Of what a link leads to. */
	stat(path: string, signal?: AbortSignal): Promise<FileAttributes>;
	/** What a link says, which may be relative. */
	readLink(path: string, signal?: AbortSignal): Promise<string>;
	/** The path without links. */
	realPath(path: string, signal?: AbortSignal): Promise<string>;
	makeDirectory(path: string, mode: number, signal?: AbortSignal): Promise<void>;
	/** Of a file or of a link itself, never of a directory. */
	removeFile(path: string, signal?: AbortSignal): Promise<void>;
	/** Of an empty directory. */
	removeDirectory(path: string, signal?: AbortSignal): Promise<void>;
	/**
	 * Without `replace` it fails with `exists` when something has the new name. With it that is replaced in one step, or it
	 * fails with `unsupported` where the other side cannot do that. `other-file-system`: copy instead.
	 */
	rename(from: string, to: string, options: {readonly replace: boolean}, signal?: AbortSignal): Promise<void>;
	/** Of what a link leads to. */
	setAttributes(path: string, changes: AttributeChanges, signal?: AbortSignal): Promise<void>;
	/** Makes a link at `path` that says `target`. */
	symlink(target: string, path: string, signal?: AbortSignal): Promise<void>;
	/** Null where nothing can be known. */
	freeSpace(path: string, signal?: AbortSignal): Promise<FreeSpace | null>;
	open(path: string, how: OpenMode, signal?: AbortSignal): Promise<OpenFile>;
	/** Whether `copyFile` can do anything. */
	readonly canCopyFile: boolean;
	/**
	 * Copies the content without its passing through here, to a new file that is made as `open` with `create` makes it, or
	 * into one that is there.
	 */
	copyFile(from: string, to: string, options?: CopyOptions): Promise<void>;
	close(): void;
	/** Resolves when it is of no use any more, with the reason in words. Never for this machine. */
	readonly ended: Promise<FileSystemEnd>;
};

/** Why a session is of no use any more, in words; `protocol`: for what the server sent, and another would end the same way. */
export type FileSystemEnd = {readonly reason: string; readonly code: 'lost' | 'timeout' | 'protocol'};

export type FileLimits = {
	/** The longest read and write, in bytes. */
	readonly readLength: number;
	readonly writeLength: number;
	/** How many files can be open at once. */
	readonly openHandles: number;
};

export type ListOptions = {
	readonly signal?: AbortSignal | undefined;
	/** Gets the entries as they come, without `.` and `..`, in no order. */
	readonly onEntries: (entries: readonly FileEntry[]) => void;
};

export type Listing = {
	/** There are more than were listed. */
	readonly isTruncated: boolean;
};

type FreeSpace = {
	/** Bytes that this user may still use. */
	readonly free: number;
	readonly total: number;
};

export type AttributeChanges = {
	/** The permission bits. */
	readonly mode?: number | undefined;
	/** Seconds since the epoch. */
	readonly mtime?: number | undefined;
	/** Seconds since the epoch; `mtime` must be given with it. By default the same. */
	readonly atime?: number | undefined;
	/** User and group by their numbers: the system lets ordinary users give their own groups only. */
	readonly owner?: {readonly uid: number; readonly gid: number} | undefined;
};

/**
 * `create`: a new file of mode 0600, `exists` when there is anything of that name, be it a link. `update`: for reading and
 * writing. Only files are opened: a pipe or a device fails.
 */
type OpenMode = 'read' | 'create' | 'update';

export type CopyOptions = {
	readonly signal?: AbortSignal | undefined;
	/** Goes on at this offset, of a file that is there and of the one that is copied. */
	readonly goOnAt?: number | undefined;
	/** How many bytes are there so far. */
	readonly onProgress?: ((bytes: number) => void) | undefined;
};

export type OpenFile = {
	stat(signal?: AbortSignal): Promise<FileAttributes>;
	/** Fills a buffer from an offset as far as the file goes: gives the number of bytes, less than asked for only at its end. */
	read(buffer: Uint8Array, offset: number, signal?: AbortSignal): Promise<number>;
	/** Writes all of the data at an offset. The data must stay as it is until this settles. */
	write(data: Uint8Array, offset: number, signal?: AbortSignal): Promise<void>;
	/** Cuts or extends the file. */
	truncate(size: number, signal?: AbortSignal): Promise<void>;
	setAttributes(changes: AttributeChanges, signal?: AbortSignal): Promise<void>;
	/** Has it written to the disk; does nothing where the other side cannot say. */
	sync(signal?: AbortSignal): Promise<void>;
	/** Never waits for an answer that does not come. */
	close(): Promise<void>;
};
