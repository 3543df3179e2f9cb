import {readdir} from 'node:fs/promises';
import {basename, join} from 'node:path';
import type {KeyFile} from '../../core/keys/key-file.ts';
import {isKeyFile, readKeyFile} from './read-key-file.ts';
import {readRegular} from './read-regular.ts';

const sizeLimit = 64 * 1024;
const together = 8;
/** What stands in ~/.ssh beside keys: not worth a word when it cannot be read. */
const knownOthers = /^(config|known_hosts|authorized_keys|environment|rc)|\.pub$/;

/**
 * The private keys in a directory, by name, and after them every file of `extra` (full paths, as `IdentityFile` names
 * them) whatever its state. In the directory a key is a regular file that begins as one; a file that cannot be read and
 * a link to nowhere are listed too, as they may be one. No child process, no waiting on a fifo. A directory that cannot
 * be read has no keys. Throws only when aborted.
 */
export async function listKeyFiles(
	directory: string,
	{extra = [], signal}: {extra?: readonly string[] | undefined; signal?: AbortSignal | undefined} = {},
): Promise<KeyFile[]> {
	const entries = await readdir(directory, {withFileTypes: true}).catch(() => []);
	const inside = entries
		.filter(entry => entry.isFile() || entry.isSymbolicLink())
		.map(entry => join(directory, entry.name))
		.sort();
	const named = new Set(extra);
	const paths = [...inside, ...[...named].filter(path => !inside.includes(path))];
	const found: (KeyFile | null)[] = [];
	for (let first = 0; first < paths.length; first += together) {
		signal?.throwIfAborted();
		const group = paths.slice(first, first + together);
		found.push(...(await Promise.all(group.map(path => inspect(path, named.has(path))))));
	}
	return found.filter(key => key !== null);
}

async function inspect(path: string, isNamed: boolean): Promise<KeyFile | null> {
	const file = await readRegular(path, sizeLimit);
	if (isNamed || isKeyFile(file)) {
		return readKeyFile(path, file);
	}
	if ('error' in file && file.error !== 'special' && !knownOthers.test(basename(path))) {
		const key = await readKeyFile(path, file);
		return file.error === 'missing' ? {...key, problems: ['It is a link to nowhere.']} : key;
	}
	return null;
}
