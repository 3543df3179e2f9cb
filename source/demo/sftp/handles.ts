import {close as closeFile, type Dir} from 'node:fs';
import {type BytePath, systemError} from '../sandbox/sandbox.ts';

/** What a client has open. `names` are those of a directory that were read ahead. */
type OpenFile = {readonly kind: 'file'; readonly file: number; readonly isAppending: boolean};
type OpenDirectory = {
	readonly kind: 'directory';
	readonly dir: Dir;
	readonly seen: BytePath;
	readonly names: BytePath[];
};

/** How many a client may have open at once; it is told by limits@openssh.com. */
export const mostHandles = 512;

/** The handles of one SFTP session. Finding one that is not open throws EBADF, one too many EMFILE. */
export type Handles = {
	add(open: OpenFile | OpenDirectory): number;
	file(handle: Buffer): OpenFile;
	directory(handle: Buffer): OpenDirectory;
	close(handle: Buffer): void;
	closeAll(): void;
	isFull(): boolean;
};

export function makeHandles(): Handles {
	const open = new Map<number, OpenFile | OpenDirectory>();
	let last = 0;
	const find = <K extends 'file' | 'directory'>(handle: Buffer, kind: K) => {
		const found = handle.length === 4 ? open.get(handle.readUInt32BE()) : undefined;
		if (found?.kind !== kind) {
			throw systemError('EBADF');
		}
		return found as Extract<OpenFile | OpenDirectory, {kind: K}>;
	};
	return {
		isFull: () => open.size >= mostHandles,
		add(what) {
			last = (last + 1) >>> 0;
			open.set(last, what);
			return last;
		},
		file: handle => find(handle, 'file'),
		directory: handle => find(handle, 'directory'),
		close(handle) {
			const key = handle.length === 4 ? handle.readUInt32BE() : -1;
			const found = open.get(key);
			if (found === undefined) {
				throw systemError('EBADF');
			}
			open.delete(key);
			release(found);
		},
		closeAll() {
			for (const what of open.values()) {
				release(what);
			}
			open.clear();
		},
	};
}

function release(what: OpenFile | OpenDirectory): void {
	if (what.kind === 'file') {
		closeFile(what.file, () => undefined);
	} else {
		what.dir.close().catch(() => undefined);
	}
}
