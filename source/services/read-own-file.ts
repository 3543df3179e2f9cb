import {closeSync, constants, fstatSync, openSync, readFileSync} from 'node:fs';
import {Failure} from '../core/errors.ts';
import {printable} from '../core/text/printable.ts';

/**
 * The text of a regular file of this user, no link and of at most `largest` bytes; null when there is none. Throws a
 * Failure of no full sentence when it cannot be read, or is another kind of file.
 */
export function readOwnFile(file: string, largest: number): string | null {
	let descriptor: number;
	try {
		descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	} catch (error) {
		const {code = ''} = error as NodeJS.ErrnoException;
		if (['ENOENT', 'ENOTDIR'].includes(code)) {
			return null;
		}
		throw new Failure(`${printable(file)} cannot be read (${code})`, {cause: error});
	}
	try {
		const found = fstatSync(descriptor);
		if (!found.isFile() || found.uid !== process.getuid?.() || found.size > largest) {
			throw new Failure(`${printable(file)} is not a file of ours`);
		}
		return readFileSync(descriptor, 'utf8');
	} finally {
		closeSync(descriptor);
	}
}
