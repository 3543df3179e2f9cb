import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {type ConfigLine, readConfigText} from '../../core/hosts/config-text.ts';
import {type ConfigNode, partsOf} from '../../core/hosts/config-tree.ts';
import {joinLines, type TextLine, textLines} from '../../core/hosts/edit/line-parts.ts';
import {quoteWord} from '../../core/hosts/edit/option-value.ts';
import {mayExecute, withoutExec} from '../../core/hosts/edit/quiet-exec.ts';
import type {Origin} from '../../core/hosts/host.ts';
import {readDirective, splitArguments} from '../../core/hosts/lexer.ts';
import {optionLines} from '../../core/hosts/option-lines.ts';
import {readDump} from '../../core/hosts/option-sources.ts';
import {replay} from '../../core/hosts/replay.ts';
import {readTrace} from '../../core/hosts/ssh-trace.ts';
import {bytesOf, textOf} from '../../core/text/byte-text.ts';
import {printable} from '../../core/text/printable.ts';
import {type Captured, capture} from '../ssh/capture.ts';
import type {Ssh} from '../ssh/program.ts';
import type {Loaded} from '../ssh-config/load.ts';
import {readTarget} from './edit-target.ts';
import {makeMirrorDirectory, removeMirrorDirectory} from './mirror-directory.ts';

/** What ssh says of a host, or why it does not accept the config, in its own words with the real names of the files. */
type Answer =
	| {readonly options: ReadonlyMap<string, readonly string[]>}
	| {readonly complaints: readonly string[]};

/**
 * A config with other texts for some of its files, that ssh can be asked about: copies of those in a private directory, and
 * of what leads to them. Line numbers are those of the real files, and no `Match exec` runs anything.
 */
export type Mirror = {
	/** The first answer about a host is remembered. */
	ask(alias: string, signal?: AbortSignal): Promise<Answer>;
	/** The line that sets each option of one value, by its name in `ssh -G`; none where ssh does not get through. */
	origins(alias: string, signal?: AbortSignal): Promise<ReadonlyMap<string, Origin>>;
	remove(): Promise<void>;
};

export type MirrorOptions = {
	readonly ssh: Ssh;
	readonly loaded: Loaded;
	/** The file that ssh begins with; null: none. */
	readonly userFile: string | null;
	/** Other texts, by where the links of a file lead. */
	readonly texts: ReadonlyMap<string, string>;
	/** Where the links of each file lead. */
	readonly targets: ReadonlyMap<string, string>;
};

const deadline = 10_000;
const outputLimit = 32 * 1024 * 1024;

export async function openMirror({ssh, loaded, userFile, texts, targets}: MirrorOptions): Promise<Mirror> {
	const directory = await makeMirrorDirectory();
	const copies = new Map<string, string>();
	const needs = new Map<ConfigNode, boolean>();
	let first: {readonly alias: string; readonly answer: Promise<Answer>} | null = null;

	/** Whether ssh must not be led to the real file: it has another text, a command, or an Include that depends on its place. */
	function isCopied(node: ConfigNode, isSystem: boolean): boolean {
		const known = needs.get(node);
		if (known !== undefined) {
			return known;
		}
		needs.set(node, false);
		const inner = [...node.includes.values()].flat();
		const isNeeded =
			texts.has(targets.get(node.path) ?? node.path) ||
			/[*?[\]{}\\"'\s]/.test(node.path) ||
			partsOf(node)
				.heads('match')
				.some(({argument}) => mayExecute(argument)) ||
			(isSystem && node.includes.size > 0) ||
			inner.some(each => isCopied(each, isSystem));
		needs.set(node, isNeeded);
		return isNeeded;
	}

	async function pathOf(node: ConfigNode, isSystem: boolean): Promise<string> {
		const known = copies.get(node.path);
		if (known !== undefined || !isCopied(node, isSystem)) {
			return known ?? node.path;
		}
		const path = join(directory, String(copies.size));
		copies.set(node.path, path);
		await write(path, node, '', isSystem);
		return path;
	}

	async function write(path: string, node: ConfigNode, behind: string, isSystem: boolean): Promise<void> {
		const target = targets.get(node.path) ?? node.path;
		const text = texts.get(target) ?? textOf((await readTarget(node.path)).bytes);
		const copied = await includeCopies(withoutExec(textLines(text)), node, isSystem);
		const end = behind === '' || text === '' || text.endsWith('\n') ? '' : '\n';
		await writeFile(path, bytesOf(joinLines(copied) + end + behind), {mode: 0o600});
	}

	async function includeCopies(
		lines: readonly TextLine[],
		node: ConfigNode,
		isSystem: boolean,
	): Promise<TextLine[]> {
		const byArgument = new Map(Array.from(node.includes, ([line, nodes]) => [line.argument, nodes]));
		const copied: TextLine[] = [];
		for (const line of lines) {
			const directive = /include|["']/i.test(line.text)
				? readDirective(line.text.replace(/^\uFEFF/, ''))
				: null;
			if (directive?.keyword !== 'include' || !splitArguments(directive.argument)?.length) {
				copied.push(line);
				continue;
			}
			const nodes = byArgument.get(directive.argument) ?? [];
			if (nodes.length === 0) {
				// Only ssh can tell where it leads, and what is there may run a command.
				copied.push({...line, text: ''});
				continue;
			}
			const paths: string[] = [];
			for (const inner of nodes) {
				paths.push(await pathOf(inner, isSystem));
			}
			copied.push({...line, text: `Include ${paths.map(quoteWord).join(' ')}`});
		}
		return copied;
	}

	/** With `-F`, as here, ssh does not read the system-wide file by itself. */
	async function system(): Promise<string> {
		const paths: string[] = [];
		for (const node of loaded.files) {
			if (node.path !== userFile) {
				paths.push(await pathOf(node, true));
			}
		}
		return paths.length === 0 ? '' : `Match all\nInclude ${paths.map(quoteWord).join(' ')}\n`;
	}

	const main = join(directory, 'config');
	const none: ConfigNode = {path: userFile ?? '', lines: [], includes: new Map()};
	try {
		const behind = await system();
		const node = loaded.files.find(({path}) => path === userFile) ?? none;
		copies.set(node.path, main);
		await (userFile === null ? writeFile(main, behind) : write(main, node, behind, false));
	} catch (error) {
		await removeMirrorDirectory(directory);
		throw error;
	}

	function realNames(said: string): string {
		const names = [...copies].sort(([, a], [, b]) => b.length - a.length);
		return names.reduce((text, [real, path]) => text.replaceAll(path, real), said);
	}

	function run(options: readonly string[], alias: string, signal?: AbortSignal): Promise<Captured> {
		return capture(ssh.program, ['-T', '-F', main, ...options, '--', alias], {
			env: ssh.env,
			signal,
			deadline,
			limit: outputLimit,
		});
	}

	async function ask(alias: string, signal?: AbortSignal): Promise<Answer> {
		const {code, stdout, stderr} = await run(['-G'], alias, signal);
		if (code === 0) {
			return {options: readDump(stdout)};
		}
		const complaints = stderr
			.split(/\r?\n/)
			.filter(line => line.trim() !== '' && !line.startsWith('Pseudo-terminal'))
			.map(line => printable(realNames(line.trim())));
		return {complaints: complaints.length === 0 ? [`ssh ended with ${code}.`] : complaints};
	}

	async function origins(alias: string, signal?: AbortSignal): Promise<Map<string, Origin>> {
		const {events} = readTrace((await run(['-G', '-vvv'], alias, signal)).stderr);
		const lines = new Map<string, readonly ConfigLine[]>();
		for (const event of events) {
			if ((event.kind === 'read' || event.kind === 'include') && !lines.has(event.path)) {
				lines.set(event.path, readConfigText(textOf((await readTarget(event.path)).bytes)));
			}
		}
		const visited = replay(events, {
			linesOf: path => lines.get(path) ?? [],
			rootOf: path => ({path, isUser: true}),
		});
		const real = new Map(Array.from(copies, ([name, path]) => [path, name]));
		const found = Array.from(optionLines(visited).single, ([option, {source}]): [string, Origin] => [
			option,
			{...source, file: real.get(source.file) ?? source.file},
		]);
		return new Map(found);
	}

	return {
		origins,
		ask(alias, signal) {
			if (first?.alias === alias) {
				return first.answer;
			}
			const answer = ask(alias, signal);
			if (first === null) {
				first = {alias, answer};
				answer.catch(() => {
					first = null;
				});
			}
			return answer;
		},
		remove: () => removeMirrorDirectory(directory),
	};
}
