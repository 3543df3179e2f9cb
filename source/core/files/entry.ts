export type FileType = 'file' | 'directory' | 'link' | 'other';

/** What a directory or a stat says of a file. */
export type FileAttributes = {
	readonly type: FileType;
	/** Bytes. */
	readonly size: number;
	/** Seconds since the epoch, whole. */
	readonly mtime: number;
	/** The permission bits, 0 to 0o7777. */
	readonly mode: number;
	readonly uid: number | null;
	readonly gid: number | null;
};

/** A file in a directory. */
export type FileEntry = FileAttributes & {
	/** Reversible text: see `decodeName`. */
	readonly name: string;
	/** Why it is shown only, and never opened or transferred; null for a sound name. */
	readonly refused: string | null;
};

const formats: Readonly<Record<number, FileType>> = {32768: 'file', 16384: 'directory', 40960: 'link'};

/** The type in the upper bits of a mode as stat(2) gives it. */
export function typeOfMode(mode: number): FileType {
	return formats[mode & 0xf000] ?? 'other';
}
