import {randomBytes} from 'node:crypto';
import {renameSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describeError, Failure} from '../../core/errors.ts';
import {
	type ForwardFile,
	forwardFileName,
	parseForwardFile,
	printForwardFile,
} from '../../core/forwards/forward-file.ts';
import {thisMachine} from '../keeper/process-identity.ts';
import {makePrivateDirectory} from '../private-directory.ts';
import {readOwnFile} from '../read-own-file.ts';

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
	let text: string | null;
	try {
		text = readOwnFile(file, largest);
	} catch (cause) {
		throw new Failure(`${describeError(cause)}: the forwards are not read from it.`, {cause});
	}
	return text === null ? null : (parseForwardFile(text) ?? 'damaged');
}

/** Replaces the file (0600, its directory 0700) at once and whole. Throws when it cannot be written. */
export function writeForwardFile(file: string, directory: string, content: ForwardFile): void {
	makePrivateDirectory(directory);
	const draft = `${file}.${randomBytes(6).toString('hex')}~`;
	writeFileSync(draft, printForwardFile(content), {mode: 0o600, flag: 'wx'});
	renameSync(draft, file);
}
