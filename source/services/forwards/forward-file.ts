import {randomBytes} from 'node:crypto';
import {closeSync, constants, fstatSync, openSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {Failure} from '../../core/errors.ts';
import {
	type ForwardFile,
	forwardFileName,
	parseForwardFile,
	printForwardFile,
} from '../../core/forwards/forward-file.ts';
import {printable} from '../../core/text/printable.ts';
import {thisMachine} from '../keeper/process-identity.ts';
import {makePrivateDirectory} from '../private-directory.ts';

const largest = 64 * 1024 * 1024;

/** Where the forwards of this machine are written down. */
export function forwardFileIn(stateDirectory: string): string {
	return join(stateDirectory, forwardFileName(thisMachine().host));
}

/**
 * Reads the file of forwards: null when there is none, `damaged` when it makes no sense. Throws a Failure when it cannot be
 * read, or is not ours.
 */
export function readForwardFile(file: string): ForwardFile | 'damaged' | null {
	let descriptor: number;
	try {
		descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	} catch (error) {
		if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) {
			return null;
		}
		throw new Failure(`The forwards cannot be read from ${printable(file)}.`, {cause: error});
	}
	try {
		const found = fstatSync(descriptor);
		if (!found.isFile() || found.uid !== process.getuid?.() || found.size > largest) {
			throw new Failure(`${printable(file)} is not a file of ours: the forwards are not read from it.`);
		}
		return parseForwardFile(readFileSync(descriptor, 'utf8')) ?? 'damaged';
	} finally {
		closeSync(descriptor);
	}
}

/** Replaces the file (0600, its directory 0700) at once and whole. Throws when it cannot be written. */
export function writeForwardFile(file: string, directory: string, content: ForwardFile): void {
	makePrivateDirectory(directory);
	const draft = `${file}.${randomBytes(6).toString('hex')}~`;
	writeFileSync(draft, printForwardFile(content), {mode: 0o600, flag: 'wx'});
	renameSync(draft, file);
}
