import {access, stat} from 'node:fs/promises';
import {resolve} from 'node:path';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {type Block, blocksOf, type ConfigNode, partsOf} from '../../core/hosts/config-tree.ts';
import type {SshNumber} from '../../core/hosts/edit/option-value.ts';
import type {Origin} from '../../core/hosts/host.ts';
import {optionName} from '../../core/hosts/keywords.ts';
import {splitArguments} from '../../core/hosts/lexer.ts';
import {type Finding, lineFix, type Severity} from '../../core/hosts/lint/finding.ts';
import {lintBlocks} from '../../core/hosts/lint/lint-blocks.ts';
import {lintFile} from '../../core/hosts/lint/lint-lines-of-file.ts';
import {algorithmOptions, type KnownAlgorithms, lintOptions} from '../../core/hosts/lint/lint-options.ts';
import {lintForwards, lintJumps} from '../../core/hosts/lint/lint-routes.ts';
import {listHosts} from '../../core/hosts/list-hosts.ts';
import {isPattern} from '../../core/hosts/pattern.ts';
import {capture} from '../ssh/capture.ts';
import type {Ssh} from '../ssh/program.ts';
import {configuredForwards} from '../ssh-config/configured-forwards.ts';
import {isOfPlatform, type Loaded} from '../ssh-config/load.ts';
import {modeFaults} from './mode-faults.ts';
import {refusedLines, withRefused} from './refused-lines.ts';

export type LintContext = {
	readonly ssh: Ssh;
	readonly sshNumber: SshNumber;
	readonly userFile: string | null;
	/** What `~` stands for. */
	readonly home: string;
};

const deadline = 5000;

/**
 * All that is known to be wrong, doubtful or weak in the user's files, and every line that ssh refuses. Asks no host, runs
 * no command of the config.
 */
export async function lintConfig(
	loaded: Loaded,
	context: LintContext,
	signal?: AbortSignal,
): Promise<Finding[]> {
	const roots = loaded.files.filter(({path}) => path === context.userFile);
	const nodes = roots.flatMap(allNodes);
	const files = new Map(nodes.map(node => [node.path, node]));
	const isOwn = (file: string): boolean => files.has(file) || file === context.userFile;
	const place = ({file, line}: Origin): string => `${file}:${line}`;
	const blocks = blocksOf(loaded.files);
	const own = blocks.filter(({scope}) => isOwn(scope.source.file));
	const ignored: string[] = [];
	const found: Finding[] = [];
	// Each step is some milliseconds for ten thousand hosts: keys come between.
	const steps: Array<() => readonly Finding[] | Promise<readonly Finding[]>> = [
		() =>
			[...files].flatMap(([file, node]) =>
				lintFile(file, partsOf(node).lines, ignored, {
					ssh: context.sshNumber,
					isExtra: isOfPlatform,
					includes: node.includes,
				}),
			),
		() => ofReading(loaded, isOwn, context),
		() => lintBlocks(blocks, isOwn, place),
		async () => lintOptions(own, await knownAlgorithms(own, context.ssh, signal)),
		() => lintJumps(own, listHosts(blocks).hosts),
		() => lintForwards(configuredForwards(own), place),
		() => missingFiles(own, context),
		() => modes([...files.keys()], context),
	];
	for (const step of steps) {
		await nextTurn();
		signal?.throwIfAborted();
		found.push(...(await step()));
	}
	const refused = await refusedLines(loaded, context, signal).catch(() => []);
	signal?.throwIfAborted();
	return sorted(
		withRefused(
			found,
			refused.filter(({file}) => isOwn(file)),
		),
		[...files.keys()],
	);
}

function allNodes(node: ConfigNode): ConfigNode[] {
	return [node, ...[...node.includes.values()].flat().flatMap(allNodes)];
}

const severities: readonly Severity[] = ['error', 'warning', 'note'];

function sorted(findings: readonly Finding[], files: readonly string[]): Finding[] {
	const order = new Map(files.map((file, index) => [file, index]));
	const texts = new Map(findings.map(each => [`${each.file}\0${each.line}\0${each.message}`, each]));
	return [...texts.values()].sort(
		(a, b) =>
			severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
			(order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) ||
			(a.line ?? 0) - (b.line ?? 0),
	);
}

/** What reading the files came upon: cycles, files that cannot be read. Problems of single lines are found anew. */
function ofReading(
	{problems}: Loaded,
	isOwn: (file: string) => boolean,
	{ssh, userFile}: LintContext,
): Finding[] {
	/** ssh goes on only without the file that it looks for by itself. */
	const isFatal = (file: string, message: string): boolean =>
		/^There is no such file|^It cannot be read/.test(message) &&
		!(ssh.configFile === null && file === userFile);
	return problems
		.filter(({line, message, file}) => isOwn(file) && (line === null || /Include|path/.test(message)))
		.map(({file, line, message}) => ({
			severity: /cycle|deep/.test(message) || isFatal(file, message) ? 'error' : 'warning',
			file,
			line,
			message: isFatal(file, message) ? `${message} ssh refuses to run.` : message,
			aliases: [],
			fix: null,
		}));
}

/** What `ssh -Q` lists, for the options that the config has. */
async function knownAlgorithms(
	blocks: readonly Block[],
	ssh: Ssh,
	signal?: AbortSignal,
): Promise<KnownAlgorithms> {
	const names = new Set(blocks.flatMap(({lines}) => lines.map(({keyword}) => optionName(keyword))));
	const known = new Map<string, ReadonlySet<string>>();
	for (const option of Object.keys(algorithmOptions).filter(name => names.has(name))) {
		const {code, stdout} = await capture(ssh.program, ['-Q', option], {env: ssh.env, signal, deadline});
		if (code === 0 && stdout.trim() !== '') {
			known.set(option, new Set(stdout.trim().split('\n')));
		}
	}
	return known;
}

async function isThere(path: string): Promise<boolean> {
	return access(path).then(
		() => true,
		() => false,
	);
}

/** A path that means one file, whatever the host; null for any other. */
function plainPath(word: string, home: string): string | null {
	const path = word.replace(/^~(?=\/|$)|^%d(?=\/)/, home);
	return /[%*?[\]{}$]/.test(path) || !path.startsWith('/') ? null : path;
}

async function missingFiles(blocks: readonly Block[], {home}: LintContext): Promise<Finding[]> {
	const findings: Finding[] = [];
	const seen = new Map<string, boolean>();
	for (const {scope, lines} of blocks) {
		for (const line of lines) {
			const option = optionName(line.keyword);
			const isInclude = option === 'include';
			if (!isInclude && option !== 'identityfile' && option !== 'certificatefile') {
				continue;
			}
			for (const word of splitArguments(line.argument) ?? []) {
				const anchored = isInclude && /^[^~/%$]/.test(word) ? `${home}/.ssh/${word}` : word;
				const path = plainPath(anchored, home);
				if (path === null || word.toLowerCase() === 'none') {
					continue;
				}
				const isKnown = seen.get(path) ?? (await isThere(resolve(path)));
				seen.set(path, isKnown);
				if (!isKnown) {
					const {file} = scope.source;
					findings.push({
						severity: 'warning',
						file,
						line: line.number,
						message: isInclude
							? `There is no ${word} to include.`
							: `There is no ${word}: ssh goes on without it.`,
						aliases: scope.names.filter(name => !isPattern(name)),
						fix: isInclude ? null : lineFix('Remove the line', file, line, {kind: 'remove'}),
					});
				}
			}
		}
	}
	return findings;
}

/** What ssh refuses of its own config; that of `-F` may be as it likes. */
async function modes(files: readonly string[], {ssh}: LintContext): Promise<Finding[]> {
	if (ssh.configFile !== null) {
		return [];
	}
	const findings: Finding[] = [];
	for (const file of files) {
		const found = await stat(file).catch(() => null);
		if (found === null) {
			continue;
		}
		findings.push(
			...modeFaults(found).map(
				(message): Finding => ({severity: 'error', file, line: null, message, aliases: [], fix: null}),
			),
		);
	}
	return findings;
}
