import {printable} from '../core/text/printable.ts';

const words: Readonly<Record<string, string>> = {
	ENOSPC: 'the disk is full',
	EDQUOT: 'your share of the disk is used up',
	EACCES: 'its directory cannot be written',
	EPERM: 'its directory cannot be written',
	EROFS: 'the file system is read-only',
	ENOENT: 'its directory is gone',
};

/** Why a file could not be written, in plain words; else the cleaned message of the error. */
export function writeReason(error: unknown): string {
	const {code, message, syscall} = error as NodeJS.ErrnoException;
	if (syscall === 'fchown') {
		return 'its owner and group cannot be given to the new file in its place';
	}
	return words[code ?? ''] ?? printable(message);
}
