import {lstat, readdir} from 'node:fs/promises';

/** The paths a pattern stands for, and the directories that were looked into for it (they need not exist). */
export type Globbed = {readonly paths: readonly string[]; readonly directories: readonly string[]};

type Part = 'star' | ((character: string) => boolean);

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
			const matches = compile(part);
			for (const name of names.filter(matches).sort(byBytes)) {
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

function byBytes(a: string, b: string): number {
	return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function compile(pattern: string): (name: string) => boolean {
	const parts: Part[] = [];
	const characters = [...pattern];
	for (let i = 0; i < characters.length; i++) {
		const character = characters[i] as string;
		if (character === '*') {
			parts.push('star');
		} else if (character === '?') {
			parts.push(() => true);
		} else if (character === '[' && characters.indexOf(']', i + 2) !== -1) {
			const end = characters.indexOf(']', i + 2);
			parts.push(readClass(characters.slice(i + 1, end)));
			i = end;
		} else {
			const literal = character === '\\' ? (characters[++i] ?? '\\') : character;
			parts.push(c => c === literal);
		}
	}
	return name => (!name.startsWith('.') || pattern.startsWith('.')) && matches([...name], parts);
}

function readClass(characters: readonly string[]): (c: string) => boolean {
	const negated = characters[0] === '!';
	const set = negated ? characters.slice(1) : characters;
	return c => {
		let inside = false;
		for (let i = 0; i < set.length; i++) {
			const from = set[i] as string;
			if (set[i + 1] === '-' && i + 2 < set.length) {
				inside ||= from <= c && c <= (set[i + 2] as string);
				i += 2;
			} else {
				inside ||= from === c;
			}
		}
		return inside !== negated;
	};
}

function matches(name: readonly string[], parts: readonly Part[]): boolean {
	let at = 0;
	let p = 0;
	let star = -1;
	let resume = 0;
	while (at < name.length) {
		const part = parts[p];
		if (part === 'star') {
			star = p++;
			resume = at;
		} else if (part?.(name[at] as string)) {
			p++;
			at++;
		} else if (star === -1) {
			return false;
		} else {
			p = star + 1;
			at = ++resume;
		}
	}
	return parts.slice(p).every(part => part === 'star');
}
