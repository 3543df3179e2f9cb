import {lstat, readdir} from 'node:fs/promises';
import {compileGlob} from '../../core/text/glob.ts';

/** The paths a pattern stands for, and the directories that were looked into for it (they need not exist). */
export type Globbed = {readonly paths: readonly string[]; readonly directories: readonly string[]};

const magic = /[*?[]/;
const mostPaths = 10_000;

/**
 * Resolves an absolute path pattern as glob(3) does for ssh: `*`, `?`, `[a-z]`, `[!a-z]` and `\` within a path's parts,
 * no match across `/` nor of a leading dot, sorted by bytes. Never throws; what cannot be looked into holds nothing.
 */
export async function globPaths(pattern: string): Promise<Globbed> {
	const directories = new Set<string>();
	let paths = [''];
	for (const part of pattern.split('/').filter(text => text !== '')) {
		const next: string[] = [];
		for (const path of paths) {
			if (!magic.test(part)) {
				next.push(`${path}/${part.replaceAll(/\\(.)/gs, '$1')}`);
				continue;
			}
			directories.add(path === '' ? '/' : path);
			const names = await readdir(path === '' ? '/' : path).catch(() => []);
			const matches = compileGlob(part);
			const fits = (name: string): boolean =>
				(!name.startsWith('.') || part.startsWith('.')) && matches(name);
			for (const name of sortedByBytes(names.filter(fits))) {
				next.push(`${path}/${name}`);
			}
		}
		paths = next.slice(0, mostPaths);
	}
	const last = pattern.slice(pattern.lastIndexOf('/') + 1);
	const found = magic.test(last) ? paths : await existing(paths);
	return {paths: found, directories: [...directories]};
}

async function existing(paths: readonly string[]): Promise<string[]> {
	const isThere = await Promise.all(
		paths.map(path =>
			lstat(path).then(
				() => true,
				() => false,
			),
		),
	);
	return paths.filter((_, index) => isThere[index]);
}

function sortedByBytes(names: readonly string[]): string[] {
	return names
		.map(name => ({name, bytes: Buffer.from(name)}))
		.sort((one, other) => Buffer.compare(one.bytes, other.bytes))
		.map(({name}) => name);
}
