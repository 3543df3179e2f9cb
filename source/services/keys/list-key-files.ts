import {readdir, readlink} from 'node:fs/promises';
import {basename, join} from 'node:path';
import type {KeyFile, KeyProblem} from '../../core/keys/key-file.ts';
import {isKeyFile, readKeyFile} from './read-key-file.ts';
import {readRegular} from './read-regular.ts';

const sizeLimit = 64 * 1024;
const together = 16;
/** So deep below the directory, and so many files in all, are looked at. */
const deepest = 2;
const mostFiles = 5000;
/** What stands in ~/.ssh beside keys: not worth a word when it cannot be read. */
const knownOthers = /^(config|known_hosts|authorized_keys|environment|rc)|\.pub$/;

type Found = {readonly path: string; readonly isLink: boolean};

/**
 * The private keys in and below a directory, by path, and after them every file of `extra` (full paths, as `IdentityFile`
 * names them) whatever its state; of a key that is there its `.pub` is none of its own. In the directory a key is a regular file that begins as one; a file that cannot be read
 * and a link to nowhere are listed too, as they may be one. No child process, no waiting on a fifo. A directory that
 * cannot be read has no keys. Throws only when aborted.
 */
export async function listKeyFiles(
	directory: string,
	{extra = [], signal}: {extra?: readonly string[] | undefined; signal?: AbortSignal | undefined} = {},
): Promise<KeyFile[]> {
	const inside = await filesBelow(directory, deepest);
	const named = new Set(extra);
	const known = new Set(inside.map(({path}) => path));
	const isShown = (path: string): boolean =>
		known.has(path) || (path.endsWith('.pub') && known.has(path.slice(0, -'.pub'.length)));
	const all = [...inside, ...[...named].filter(path => !isShown(path)).map(path => ({path, isLink: true}))];
	const found: (KeyFile | null)[] = [];
	for (let first = 0; first < all.length; first += together) {
		signal?.throwIfAborted();
		const group = all.slice(first, first + together);
		found.push(...(await Promise.all(group.map(file => inspect(file, named.has(file.path))))));
	}
	return found.filter(key => key !== null);
}

/** The files and links in a directory and, so many levels down, in those below it. Links to directories are not followed. */
async function filesBelow(directory: string, levels: number): Promise<Found[]> {
	const entries = await readdir(directory, {withFileTypes: true}).catch(() => []);
	const files: Found[] = [];
	for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
		const path = join(directory, entry.name);
		if (entry.isFile() || entry.isSymbolicLink()) {
			files.push({path, isLink: entry.isSymbolicLink()});
		} else if (entry.isDirectory() && levels > 0 && entry.name !== '.git') {
			files.push(...(await filesBelow(path, levels - 1)));
		}
		if (files.length > mostFiles) {
			return files.slice(0, mostFiles);
		}
	}
	return files;
}

async function inspect({path, isLink}: Found, isNamed: boolean): Promise<KeyFile | null> {
	const file = await readRegular(path, sizeLimit);
	const mayBeKey = 'error' in file && file.error !== 'special' && !knownOthers.test(basename(path));
	if (!isNamed && !isKeyFile(file) && !mayBeKey) {
		return null;
	}
	const key = await readKeyFile(path, file);
	const target = isLink ? await readlink(path).catch(() => null) : null;
	return target === null
		? key
		: {...key, problems: linkProblems(key, target, 'error' in file && file.error === 'missing')};
}

/** The problems of a key that is reached through a link. */
function linkProblems({problems}: KeyFile, target: string, leadsNowhere: boolean): readonly KeyProblem[] {
	return leadsNowhere
		? [
				{
					severity: 'bad',
					problem: `It is a link to ${target}, where there is no file.`,
					advice: 'Put the key there, or remove the link.',
				},
			]
		: [
				...problems,
				{
					severity: 'note',
					problem: `It is a link to ${target}.`,
					advice: 'That is fine while the file there is yours alone.',
				},
			];
}
