import {mkdirSync, statSync} from 'node:fs';
import {dirname} from 'node:path';

/**
 * Makes a directory of ours (0700) and those above it that are missing. Throws as `mkdir` does. Node's own recursive mkdir
 * never ends where a directory exists in which nothing can be made, such as /proc.
 */
export function makePrivateDirectory(path: string): void {
	try {
		mkdirSync(path, {mode: 0o700});
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		const parent = dirname(path);
		if (isDirectory(path)) {
			return;
		}
		if (code !== 'ENOENT' || parent === path || isDirectory(parent)) {
			throw error;
		}
		makePrivateDirectory(parent);
		makePrivateDirectory(path);
	}
}

function isDirectory(path: string): boolean {
	return statSync(path, {throwIfNoEntry: false})?.isDirectory() === true;
}
