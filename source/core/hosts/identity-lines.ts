import type {ConfigLine} from './config-text.ts';
import {type Block, scopeApplies} from './config-tree.ts';
import {splitArguments} from './lexer.ts';
import {isPattern} from './pattern.ts';

/** What the files say of a host's keys, as written: no `files` means the ones ssh tries by default, no `agent` SSH_AUTH_SOCK. */
type IdentityLines = {readonly files: readonly string[]; readonly agent: string | null};

export type ConfigIdentities = {
	readonly byAlias: ReadonlyMap<string, IdentityLines>;
	/** What only Match blocks name, of which nobody can say for whom without running ssh. */
	readonly elsewhere: readonly string[];
};

type Settings = {readonly files: readonly string[]; readonly agent: string | null};

// Only a config made to do harm has so many patterns for so many hosts; it gets no users of keys beyond this.
const mostLooks = 5_000_000;

/**
 * Which key files and which agent each of the hosts names in a static reading: every IdentityFile of the blocks that apply
 * counts, of IdentityAgent the first; Match never applies and nothing is executed.
 */
export function identityLines(blocks: readonly Block[], aliases: readonly string[]): ConfigIdentities {
	const candidatesOf = finder(aliases);
	const found = new Map<string, {files: string[]; agent: string | null}>();
	const elsewhere = new Set<string>();
	let looks = 0;
	for (const {scope, lines} of blocks) {
		const settings = readSettings(lines);
		if (settings === null) {
			continue;
		}
		if (scope.kind === 'match') {
			for (const file of settings.files) {
				elsewhere.add(file);
			}
			continue;
		}
		const candidates = scope.kind === 'host' ? candidatesOf(scope.names) : aliases;
		looks += candidates.length;
		for (const alias of looks < mostLooks ? candidates : []) {
			if (scopeApplies(scope, alias)) {
				const own = found.get(alias) ?? {files: [], agent: null};
				own.files.push(...settings.files.filter(file => !own.files.includes(file)));
				own.agent ??= settings.agent;
				found.set(alias, own);
			}
		}
	}
	const named = new Set([...found.values()].flatMap(({files}) => files));
	return {byAlias: found, elsewhere: [...elsewhere].filter(file => !named.has(file))};
}

/** Finds the aliases that a Host line may apply to: those that begin as one of its names does up to the first wildcard. */
function finder(aliases: readonly string[]): (names: readonly string[]) => readonly string[] {
	const known = new Set(aliases);
	let sorted: readonly string[] | null = null;
	const startingWith = (prefix: string): readonly string[] => {
		if (prefix === '') {
			return aliases;
		}
		sorted ??= aliases.toSorted((a, b) => (a < b ? -1 : 1));
		const start = firstFrom(sorted, prefix);
		let end = start;
		while (sorted[end]?.startsWith(prefix)) {
			end++;
		}
		return sorted.slice(start, end);
	};
	return names => {
		const wanted = names.filter(name => !name.startsWith('!'));
		const lists = wanted.map(name =>
			isPattern(name) ? startingWith(name.slice(0, name.search(/[*?]/))) : known.has(name) ? [name] : [],
		);
		return lists.length === 1 ? (lists[0] ?? []) : [...new Set(lists.flat())];
	};
}

/** The index of the first of sorted texts that is not before another. */
function firstFrom(sorted: readonly string[], text: string): number {
	let low = 0;
	let high = sorted.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((sorted[middle] as string) < text) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

function readSettings(lines: readonly ConfigLine[]): Settings | null {
	const files: string[] = [];
	let agent: string | null = null;
	for (const {keyword, argument} of lines) {
		if (keyword === 'identityfile' || keyword === 'identityagent') {
			const [word] = splitArguments(argument) ?? [];
			if (word && keyword === 'identityfile') {
				files.push(word);
			} else if (word) {
				agent ??= word;
			}
		}
	}
	return files.length === 0 && agent === null ? null : {files, agent};
}
