import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {ConfigNode} from '../../core/hosts/config-tree.ts';
import {joinLines, type TextLine, takeApart, textLines} from '../../core/hosts/edit/line-parts.ts';
import {withoutExec} from '../../core/hosts/edit/quiet-exec.ts';
import {readDump} from '../../core/hosts/option-sources.ts';
import {bytesOf, textOf} from '../../core/text/byte-text.ts';
import {printable} from '../../core/text/printable.ts';
import {capture} from '../ssh/capture.ts';
import type {Ssh} from '../ssh/program.ts';
import type {Loaded} from '../ssh-config/load.ts';
import {followLinks, readTarget} from './edit-target.ts';

/** What ssh says of a host, or why it does not accept the config, in its own words with the real names of the files. */
type Answer =
	| {readonly options: ReadonlyMap<string, readonly string[]>}
	| {readonly complaints: readonly string[]};

/**
 * A copy of all files of a config in a private directory, some of them with another text, that ssh can be asked about:
 * line numbers are those of the real files, an Include leads to the copies, and no `Match exec` runs anything.
 */
export type Mirror = {
	readonly hadExec: boolean;
	ask(alias: string, signal?: AbortSignal): Promise<Answer>;
	remove(): Promise<void>;
};

export type MirrorOptions = {
	readonly ssh: Ssh;
	readonly loaded: Loaded;
	/** The file that ssh begins with; null: none. */
	readonly userFile: string | null;
	/** Other texts, by where the links of a file lead. */
	readonly texts: ReadonlyMap<string, string>;
};

const deadline = 10_000;
const outputLimit = 32 * 1024 * 1024;

export async function openMirror({ssh, loaded, userFile, texts}: MirrorOptions): Promise<Mirror> {
	const directory = await mkdtemp(join(tmpdir(), 'sallyport-'));
	const copies = new Map<string, string>();
	let hadExec = false;

	async function copy(node: ConfigNode): Promise<string> {
		const known = copies.get(node.path);
		if (known !== undefined) {
			return known;
		}
		const path = join(directory, String(copies.size));
		copies.set(node.path, path);
		await write(path, node, '');
		return path;
	}

	async function write(path: string, node: ConfigNode, behind: string): Promise<void> {
		const target = await followLinks(node.path);
		const text = texts.get(target) ?? textOf((await readTarget(node.path)).bytes);
		const {lines, hadExec: had} = withoutExec(textLines(text));
		hadExec ||= had;
		const copied = await includeCopies(lines, node);
		const end = behind === '' || text === '' || text.endsWith('\n') ? '' : '\n';
		await writeFile(path, bytesOf(joinLines(copied) + end + behind), {mode: 0o600});
	}

	async function includeCopies(lines: readonly TextLine[], node: ConfigNode): Promise<TextLine[]> {
		const byArgument = new Map(Array.from(node.includes, ([line, nodes]) => [line.argument, nodes]));
		const copied: TextLine[] = [];
		for (const line of lines) {
			const parts = /include/i.test(line.text) ? takeApart(line.text) : null;
			const nodes =
				parts?.keyword.toLowerCase() === 'include'
					? byArgument.get((parts.argument + parts.tail).trimEnd())
					: undefined;
			if (nodes === undefined || nodes.length === 0) {
				copied.push(line);
				continue;
			}
			const paths: string[] = [];
			for (const inner of nodes) {
				paths.push(await copy(inner));
			}
			copied.push({...line, text: `Include ${paths.join(' ')}`});
		}
		return copied;
	}

	/** With `-F`, as here, ssh does not read the system-wide file by itself. */
	async function system(): Promise<string> {
		const paths: string[] = [];
		for (const node of loaded.files) {
			if (node.path !== userFile) {
				paths.push(await copy(node));
			}
		}
		return paths.length === 0 ? '' : `Match all\nInclude ${paths.join(' ')}\n`;
	}

	const main = join(directory, 'config');
	const none: ConfigNode = {path: userFile ?? '', lines: [], includes: new Map()};
	try {
		const behind = await system();
		const node = loaded.files.find(({path}) => path === userFile) ?? none;
		copies.set(node.path, main);
		await (userFile === null ? writeFile(main, behind) : write(main, node, behind));
	} catch (error) {
		await rm(directory, {recursive: true, force: true});
		throw error;
	}

	function realNames(said: string): string {
		const names = [...copies].sort(([, a], [, b]) => b.length - a.length);
		return names.reduce((text, [real, path]) => text.replaceAll(path, real), said);
	}

	return {
		hadExec,
		async ask(alias, signal) {
			const args = ['-T', '-F', main, '-G', '--', alias];
			const {code, stdout, stderr} = await capture(ssh.program, args, {
				env: ssh.env,
				signal,
				deadline,
				limit: outputLimit,
			});
			if (code === 0) {
				return {options: readDump(stdout)};
			}
			const complaints = stderr
				.split(/\r?\n/)
				.filter(line => line.trim() !== '' && !line.startsWith('Pseudo-terminal'))
				.map(line => printable(realNames(line.trim())));
			return {complaints: complaints.length === 0 ? [`ssh ended with ${code}.`] : complaints};
		},
		remove: () => rm(directory, {recursive: true, force: true}),
	};
}
