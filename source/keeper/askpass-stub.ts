import {accessSync, constants, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {Failure} from '../core/errors.ts';

/**
 * Writes the program (0700) that ssh is to run as SSH_ASKPASS, which takes no arguments of ours: a line of shell that
 * starts our helper for the keeper at `socket`. The first of the directories whose files may be run gets it; throws a
 * Failure when there is none. Returns its path.
 */
export function writeAskpassStub(directories: readonly string[], name: string, socket: string): string {
	const helper = import.meta.filename.endsWith('.ts') ? 'askpass.ts' : 'askpass.js';
	const words = [process.execPath, join(import.meta.dirname, helper), socket].map(quote).join(' ');
	const script = `#!/bin/sh\nunset NODE_OPTIONS\nexec ${words} "$1"\n`;
	for (const directory of directories) {
		const path = join(directory, name);
		try {
			rmSync(path, {force: true});
			writeFileSync(path, script, {mode: 0o700, flag: 'wx'});
			// Refused where a file system is mounted noexec.
			accessSync(path, constants.X_OK);
			return path;
		} catch {
			rmSync(path, {force: true});
		}
	}
	throw new Failure(`Nothing can be run in ${directories.join(' and ')}: ssh could not ask its questions.`);
}

function quote(word: string): string {
	return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
