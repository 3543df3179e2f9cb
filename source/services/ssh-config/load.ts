import {hash} from 'node:crypto';
import {dirname, join, resolve} from 'node:path';
import type {ConfigLine} from '../../core/hosts/config-text.ts';
import type {ConfigNode} from '../../core/hosts/config-tree.ts';
import type {ConfigProblem} from '../../core/hosts/host.ts';
import {splitArguments} from '../../core/hosts/lexer.ts';
import {lintLines} from '../../core/hosts/lint-lines.ts';
import {printable} from '../../core/text/printable.ts';
import {globPaths} from './glob.ts';
import {type FileContent, type FileReader, missingFile, sizeLimit} from './read-file.ts';

/** Where ssh begins, and what relative and `~` paths of Include lines are relative to. */
export type Roots = {
	readonly userFile: string | null;
	/** Whether the user's file must be there (`-F`). */
	readonly isRequired: boolean;
	readonly systemFile: string | null;
	/** What `~` stands for in the user's files: ssh takes `$HOME` there, though not for ~/.ssh/config itself. */
	readonly tilde: string;
};

/** All files of one reading, as a tree. */
export type Loaded = {
	readonly files: readonly ConfigNode[];
	/** Found when first asked for: the first frame need not wait for it. */
	readonly problems: readonly ConfigProblem[];
	/** Include lines whose files depend on the host, so that only ssh can find them. */
	readonly unresolved: readonly {readonly file: string; readonly line: number}[];
	/** Every path that was looked at or looked into: what to watch. */
	readonly watched: ReadonlySet<string>;
	readonly fingerprint: string;
};

const maxDepth = 16;
const maxFiles = 4000;
/** So many files of one Include are looked at in one turn: that is quicker, and still short. */
const mostAtHand = 100;

/** Reads the files ssh would read, executing nothing. What is wrong becomes a problem; only an abort throws. */
export async function loadConfig(roots: Roots, read: FileReader, signal?: AbortSignal): Promise<Loaded> {
	const files: ConfigNode[] = [];
	const findings: (() => readonly ConfigProblem[])[] = [];
	const note = (problem: ConfigProblem): void => void findings.push(() => [problem]);
	const unresolved: {file: string; line: number}[] = [];
	const watched = new Set<string>();
	const contents: (readonly [path: string, found: FileContent])[] = [];
	const ignored: string[] = [];
	let budget = sizeLimit;
	let count = 0;

	async function load(
		path: string,
		system: boolean,
		trail: readonly string[],
		ready?: FileContent,
	): Promise<ConfigNode | null> {
		watched.add(path);
		const found = ready ?? (await read(path, signal));
		contents.push([path, found]);
		const complain = (message: string): void => {
			note({file: path, line: null, message});
		};
		if (found.problem !== null) {
			complain(found.problem);
		}
		if (found === missingFile) {
			if (trail.length === 0 && roots.isRequired) {
				complain('There is no such file.');
			}
			return null;
		}
		budget -= found.size;
		count++;
		if (budget < 0 || count > maxFiles) {
			complain(
				budget < 0
					? `It was not read: the config files hold more than ${sizeLimit / 1024 / 1024} MB together.`
					: `It was not read: the config has more than ${maxFiles} files.`,
			);
			return null;
		}
		const includes = new Map<ConfigLine, ConfigNode[]>();
		findings.push(() => lintLines(path, found.parts.lines, ignored, isOfPlatform, includes));
		for (const line of found.parts.heads('include')) {
			includes.set(line, await include(line, path, system, [...trail, path]));
		}
		return {path, lines: found.parts, includes};
	}

	async function include(
		line: ConfigLine,
		file: string,
		system: boolean,
		trail: readonly string[],
	): Promise<ConfigNode[]> {
		const nodes: ConfigNode[] = [];
		const complain = (message: string): void => {
			note({file, line: line.number, message});
		};
		for (const word of splitArguments(line.argument) ?? []) {
			const pattern = anchor(word, system);
			if (typeof pattern !== 'string') {
				complain(pattern.problem);
				continue;
			}
			const {paths, directories} = await globPaths(pattern);
			watched.add(pattern);
			for (const directory of directories) {
				watched.add(directory);
			}
			if (paths.length === 0 && /%[A-Za-z]|\$\{/.test(word)) {
				unresolved.push({file, line: line.number});
				complain('Only ssh can tell which files this Include means; their hosts are not listed.');
			}
			const isAtHand = paths.length <= mostAtHand;
			const ready =
				paths.length <= maxFiles ? await Promise.all(paths.map(path => read(path, signal, isAtHand))) : [];
			for (const [index, path] of paths.entries()) {
				if (trail.includes(path)) {
					complain(`Include of ${printable(path)}, which is being read already: a cycle.`);
				} else if (trail.length > maxDepth) {
					complain(`Include more than ${maxDepth} files deep.`);
				} else {
					const node = await load(path, system, trail, ready[index]);
					if (node) {
						nodes.push(node);
					}
				}
			}
		}
		return nodes;
	}

	function anchor(word: string, system: boolean): string | {problem: string} {
		if (word === '') {
			return {problem: 'A path of the Include is empty.'};
		}
		if (word.startsWith('~')) {
			if (system) {
				return {problem: 'The system-wide file cannot include from a home directory.'};
			}
			return word === '~' || word.startsWith('~/')
				? resolve(roots.tilde, `.${word.slice(1)}`)
				: {problem: `Only ssh can tell whose home ${printable(word)} means; its hosts are not listed.`};
		}
		if (word.startsWith('/')) {
			return word;
		}
		return join(system ? dirname(roots.systemFile as string) : join(roots.tilde, '.ssh'), word);
	}

	for (const [path, system] of [
		[roots.userFile, false],
		[roots.systemFile, true],
	] as const) {
		const node = path === null ? null : await load(path, system, []);
		if (node) {
			files.push(node);
		}
	}
	let problems: readonly ConfigProblem[] | null = null;
	let fingerprint: string | null = null;
	return {
		files,
		get problems() {
			problems ??= distinct(findings.flatMap(find => find()));
			return problems;
		},
		unresolved,
		watched,
		get fingerprint() {
			fingerprint ??= hash('sha1', contents.map(([path, {content}]) => `${path}\0${content}`).join('\n'));
			return fingerprint;
		},
	};
}

/** Whether only the ssh of this platform knows a keyword. */
export function isOfPlatform(keyword: string): boolean {
	return process.platform === 'darwin' && keyword === 'usekeychain';
}

/** A file that is included twice has its problems once. */
function distinct(problems: readonly ConfigProblem[]): ConfigProblem[] {
	const byText = problems.map(
		problem => [`${problem.file}\0${problem.line}\0${problem.message}`, problem] as const,
	);
	return [...new Map(byText).values()];
}
