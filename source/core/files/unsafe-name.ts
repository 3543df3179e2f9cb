import {encodeName} from './byte-names.ts';

const longest = 255;

/**
 * Why a name is no name of a file in a directory, in words; null for a sound one. A server that sends such a name would
 * lead out of the directory. `system` adds what the machine that is to hold the file cannot take.
 */
export function whyUnsafe(name: string, system?: string): string | null {
	if (name === '') {
		return 'The name is empty.';
	}
	if (name === '.' || name === '..') {
		return `The name “${name}” stands for a directory.`;
	}
	if (name.includes('/')) {
		return 'The name has a slash: it would lead to another directory.';
	}
	if (name.includes('\0')) {
		return 'The name has a NUL character.';
	}
	if (name.length > longest / 4 && encodeName(name).length > longest) {
		return `The name is longer than ${longest} bytes.`;
	}
	if (system === 'darwin' && name.includes(':')) {
		return 'The name has a colon, which macOS takes for a slash.';
	}
	return null;
}
