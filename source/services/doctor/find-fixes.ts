import {linesForOneKey} from '../../core/doctor/config-lines.ts';
import type {ConfigFix, Fix} from '../../core/doctor/fix.ts';
import type {ModeFault} from '../../core/doctor/mode-fault.ts';
import {foreignOffer, lineForOffer, type NarrowLine} from '../../core/doctor/no-common.ts';
import type {Stage} from '../../core/doctor/stage.ts';
import {Failure} from '../../core/errors.ts';
import type {HostDetails} from '../../core/hosts/host-details.ts';
import type {AgentState} from '../../core/keys/agent.ts';
import {hostKeyComplaint} from '../../core/known-hosts/host-key-complaint.ts';
import {readAgent} from '../agent/read-agent.ts';
import {readKeyFile} from '../keys/read-key-file.ts';
import {capture} from '../ssh/capture.ts';
import type {Ssh} from '../ssh/program.ts';
import {expandPath} from '../ssh-config/expand-path.ts';
import type {SshConfig} from '../ssh-config/ssh-config.ts';
import {commentOut, findKeyLeftOut, findNarrowLine} from './narrow-line.ts';

export type FixPlan = {
	readonly ssh: Ssh;
	readonly config: SshConfig;
	readonly home: string;
	/** The host that was examined; null for this machine. */
	readonly alias: string | null;
	readonly stages: readonly Stage[];
	/** What is known of the host; null where that could not be asked. */
	readonly details: HostDetails | null;
	readonly faults: readonly ModeFault[];
	readonly signal: AbortSignal;
};

const mostKeys = 20;
const queryLimit = 5000;

/**
 * What can be put right after an examination, from what we know ourselves: modes, keys, the agent, the config. ssh's words
 * choose only which of it is looked for. Throws only when aborted.
 */
export async function findFixes(plan: FixPlan): Promise<Fix[]> {
	const {alias, stages, details, faults} = plan;
	const modes: Fix[] = faults.length === 0 ? [] : [{kind: 'modes', faults}];
	if (alias === null || details === null) {
		return modes;
	}
	const socket = agentSocket(plan, details);
	const agent = await readAgent(socket, {signal: plan.signal});
	const narrow = await narrowLine(plan);
	const [keys, lines, narrowLines] = await Promise.all([
		keysToAdd(details, agent, socket, faults),
		configFixes(plan, details, agent, narrow !== null),
		narrowLineFixes(plan, narrow),
	]);
	return [...modes, ...hostKeyFixes(stages), ...narrowLines, ...keys, ...lines];
}

/** Where the agent of this host listens (IdentityAgent of ssh_config(5)). */
function agentSocket({ssh, home}: FixPlan, {effective}: HostDetails): string | undefined {
	const given = effective.options['identityagent']?.[0]?.value ?? 'SSH_AUTH_SOCK';
	if (given === 'none') {
		return undefined;
	}
	const variable = given === 'SSH_AUTH_SOCK' ? given : /^\$\{?(\w+)\}?$/.exec(given)?.[1];
	return variable === undefined ? expandPath(given, effective, home) : ssh.env[variable];
}

function hostKeyFixes(stages: readonly Stage[]): Fix[] {
	const failed = stages.find(({status}) => status === 'failed');
	const stderr = failed?.raw.join('\n') ?? '';
	return hostKeyComplaint(stderr) === null ? [] : [{kind: 'host-key', stderr}];
}

async function keysToAdd(
	{identities}: HostDetails,
	agent: AgentState,
	socket: string | undefined,
	faults: readonly ModeFault[],
): Promise<Fix[]> {
	if (socket === undefined || (agent.state !== 'keys' && agent.state !== 'empty')) {
		return [];
	}
	const held = new Set(agent.state === 'keys' ? agent.identities.map(({fingerprint}) => fingerprint) : []);
	const there = identities.filter(({exists}) => exists).slice(0, mostKeys);
	const keys = await Promise.all(there.map(({path}) => readKeyFile(path)));
	return keys
		.filter(({encrypted, fingerprint}) => encrypted === true && !held.has(fingerprint ?? ''))
		.filter(({path}) => faults.every(fault => fault.path !== path))
		.map(({path}) => ({kind: 'add-key', path, socket}));
}

/** The line of the config that keeps the host from being reached, or a key from being offered. */
async function narrowLine({ssh, config, stages, details, signal}: FixPlan): Promise<NarrowLine | null> {
	const context = {ssh, config, details, signal};
	const needed = neededBy(stages);
	try {
		if (needed !== null) {
			return await findNarrowLine(needed, context);
		}
		return isDenied(stages) ? await findKeyLeftOut(context) : null;
	} catch (error) {
		if (error instanceof Failure) {
			return null;
		}
		throw error;
	}
}

async function narrowLineFixes({config, signal}: FixPlan, narrow: NarrowLine | null): Promise<Fix[]> {
	if (narrow === null || narrow.source === null || narrow.isOfSystem) {
		return [];
	}
	const {file} = narrow.source;
	const fix = await commentOut(narrow.source, config, signal);
	return fix === null ? [] : [{kind: 'narrow-line', option: narrow.needed.option, file, fix}];
}

async function configFixes(
	plan: FixPlan,
	details: HostDetails,
	agent: AgentState,
	isNarrow: boolean,
): Promise<ConfigFix[]> {
	const {config, alias, signal} = plan;
	const {hosts} = await config.read(signal);
	const source = hosts.find(host => host.alias === alias)?.source;
	if (source === undefined) {
		return [];
	}
	const {options} = details.effective;
	const oneKey = linesForOneKey({
		inAgent: agent.state === 'keys' ? agent.identities.length : 0,
		files: details.identities.filter(({exists}) => exists),
		identitiesOnly: options['identitiesonly']?.[0]?.value === 'yes',
	});
	const weaker = isNarrow ? null : await lineForOldHost(plan);
	const all = [
		{why: 'They have ssh offer the right key alone.', lines: oneKey},
		{
			why: 'It allows an older algorithm for this host alone, a weaker one.',
			lines: weaker === null ? null : [weaker],
		},
	];
	return all.flatMap(({why, lines}) =>
		lines === null ? [] : [{kind: 'config', alias: alias ?? '', ...source, why, lines}],
	);
}

function isDenied(stages: readonly Stage[]): boolean {
	const statusOf = (name: string) => stages.find(({stage}) => stage === name)?.status;
	return /^(failed|warning)$/.test(statusOf('authentication') ?? '') && statusOf('session') === 'skipped';
}

function neededBy(stages: readonly Stage[]) {
	const failed = stages.find(({stage, status}) => status === 'failed' && stage === 'key exchange');
	return foreignOffer(failed?.raw ?? []);
}

async function lineForOldHost({ssh, stages, details, signal}: FixPlan): Promise<string | null> {
	const needed = neededBy(stages);
	if (needed === null) {
		return null;
	}
	const {stdout} = await capture(ssh.program, ['-Q', needed.option], {
		env: ssh.env,
		deadline: queryLimit,
		signal,
	});
	// The line goes before all others: what the user allows is to stay as narrow as it is.
	const now = details?.effective.options[needed.option.toLowerCase()]?.[0];
	const ownList = now === undefined || now.source === null ? null : now.value;
	return lineForOffer(needed, stdout.split('\n'), ownList);
}
