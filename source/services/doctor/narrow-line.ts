import {type NarrowLine, type Needed, signaturesOf} from '../../core/doctor/no-common.ts';
import {Failure} from '../../core/errors.ts';
import {type ConfigNode, partsOf} from '../../core/hosts/config-tree.ts';
import type {LineFix} from '../../core/hosts/edit/edit-request.ts';
import type {Origin} from '../../core/hosts/host.ts';
import type {HostDetails} from '../../core/hosts/host-details.ts';
import {readDump} from '../../core/hosts/option-sources.ts';
import {readKeyFile} from '../keys/read-key-file.ts';
import {capture} from '../ssh/capture.ts';
import type {Ssh} from '../ssh/program.ts';
import type {SshConfig} from '../ssh-config/ssh-config.ts';

export type NarrowContext = {
	readonly ssh: Ssh;
	/** Without it no line is taken for one of the whole machine. */
	readonly config: SshConfig | undefined;
	/** What is known of the host; null where that could not be asked. */
	readonly details: HostDetails | null;
	readonly signal: AbortSignal | undefined;
};

const deadline = 5000;
const mostKeys = 20;

/**
 * The line of the config that allows nothing of what is needed, where ssh by itself would allow some of it; null where ssh
 * would not either, or the config is not to blame. Throws a Failure where ssh does not tell what it allows by itself.
 */
export async function findNarrowLine(needed: Needed, context: NarrowContext): Promise<NarrowLine | null> {
	const {ssh, config, details, signal} = context;
	const args = ['-F', 'none', '-G', '--', 'localhost'];
	const {stdout} = await capture(ssh.program, args, {env: ssh.env, signal, deadline});
	const option = needed.option.toLowerCase();
	const usual = readDump(stdout).get(option)?.[0];
	if (usual === undefined) {
		throw new Failure(`${ssh.program} does not tell which ${needed.option} it has by itself.`);
	}
	const common = firstOf(needed, usual);
	if (common === null) {
		return null;
	}
	const source = details?.effective.options[option]?.[0]?.source ?? null;
	const isOfSystem =
		source !== null && config !== undefined && !(await isInUserFiles(source.file, config, signal));
	return {needed, common, source, isOfSystem};
}

/** The first key of a host that its config keeps from being offered, and ssh by itself would offer. As findNarrowLine. */
export async function findKeyLeftOut(context: NarrowContext): Promise<NarrowLine | null> {
	const {details} = context;
	const allowed = details?.effective.options['pubkeyacceptedalgorithms']?.[0]?.value;
	if (details === null || allowed === undefined) {
		return null;
	}
	const there = details.identities.filter(({exists}) => exists).slice(0, mostKeys);
	for (const {path} of there) {
		const names = signaturesOf(await readKeyFile(path));
		const needed = {option: 'PubkeyAcceptedAlgorithms', names, what: path};
		if (names.length > 0 && firstOf(needed, allowed) === null) {
			return findNarrowLine(needed, context);
		}
	}
	return null;
}

/** What comments a line of the config out. Null where it is no longer there. */
export async function commentOut(
	{file, line}: Origin,
	config: SshConfig,
	signal: AbortSignal,
): Promise<LineFix | null> {
	const {files} = await config.load(signal);
	const there = nodesOf(files).find(({path}) => path === file);
	const found = (there === undefined ? [] : partsOf(there).lines).find(({number}) => number === line);
	return found === undefined
		? null
		: {line, keyword: found.keyword, argument: found.argument, change: {kind: 'comment-out'}};
}

/** The one that ssh takes: the first of its own list, whatever order the host has. */
function firstOf({names}: Needed, list: string): string | null {
	return list.split(',').find(name => names.includes(name)) ?? null;
}

async function isInUserFiles(
	file: string,
	config: SshConfig,
	signal: AbortSignal | undefined,
): Promise<boolean> {
	const {files} = await config.load(signal);
	const own = files.filter(({path}) => path === config.userFile);
	return nodesOf(own).some(({path}) => path === file);
}

function nodesOf(roots: readonly ConfigNode[]): ConfigNode[] {
	return roots.flatMap(node => [node, ...nodesOf([...node.includes.values()].flat())]);
}
