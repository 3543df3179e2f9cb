import {Failure, Refusal} from '../../core/errors.ts';
import type {ConfigLine} from '../../core/hosts/config-text.ts';
import {blocksOf} from '../../core/hosts/config-tree.ts';
import {ExecConsentNeeded} from '../../core/hosts/exec-consent-needed.ts';
import type {EffectiveOptions, Origin} from '../../core/hosts/host.ts';
import {reachableExec} from '../../core/hosts/match-exec.ts';
import {optionLines} from '../../core/hosts/option-lines.ts';
import {configuredLevel, readDump, withSources} from '../../core/hosts/option-sources.ts';
import {whyRefused} from '../../core/hosts/refused-name.ts';
import {replay} from '../../core/hosts/replay.ts';
import {readTrace, type TraceEvent} from '../../core/hosts/ssh-trace.ts';
import {printable} from '../../core/text/printable.ts';
import {type Captured, capture} from '../ssh/capture.ts';
import {configArguments, type Ssh} from '../ssh/program.ts';
import type {Loaded} from './load.ts';
import type {FileReader} from './read-file.ts';

export type EffectiveContext = {
	readonly ssh: Ssh;
	readonly localUser: string;
	readonly userFile: string | null;
	readonly load: (signal?: AbortSignal) => Promise<Loaded>;
	readonly read: FileReader;
};

const deadline = 5000;
const outputLimit = 32 * 1024 * 1024;
const attempts = 3;
const ambiguousLevels = new Set(['QUIET', 'SILENT', 'DEBUG', 'DEBUG1']);

/** The first Match exec line (or Include that only ssh can resolve) which may be reached for an alias. */
export function execOrigin(loaded: Loaded, alias: string, localUser: string): Origin | null {
	return reachableExec(blocksOf(loaded.files), alias, localUser) ?? loaded.unresolved[0] ?? null;
}

/**
 * Asks `ssh -G` for the effective options of an alias, each with the line that set it. Throws a Refusal for a name ssh
 * refuses, ExecConsentNeeded as it says, a Failure with ssh's own complaint where the config is refused.
 */
export async function askSsh(
	alias: string,
	context: EffectiveContext,
	options: {readonly allowExec: boolean; readonly signal?: AbortSignal | undefined},
): Promise<{effective: EffectiveOptions; fingerprint: string}> {
	const reason = whyRefused(alias);
	if (reason !== null) {
		throw new Refusal(`ssh cannot be given the name ${printable(alias)}. ${reason}`);
	}
	let loaded = await context.load(options.signal);
	for (let attempt = 1; ; attempt++) {
		const origin = options.allowExec ? null : execOrigin(loaded, alias, context.localUser);
		if (origin) {
			throw new ExecConsentNeeded(alias, origin);
		}
		const answer = await capture(
			context.ssh.program,
			[...configArguments(context.ssh), '-G', '-vvv', '--', alias],
			{env: context.ssh.env, signal: options.signal, deadline, limit: outputLimit},
		);
		const {events, complaints} = readTrace(answer.stderr);
		if (answer.code !== 0) {
			throw refusalOfSsh(alias, answer, complaints);
		}
		const lines = await linesOf(events, context, options.signal);
		const after = await context.load(options.signal);
		if (after.fingerprint === loaded.fingerprint || attempt === attempts) {
			const visited = replay(events, {
				linesOf: path => lines.get(path) ?? [],
				rootOf: name => rootOf(name, context),
			});
			const found = optionLines(visited);
			const level = await nameOfLevel(configuredLevel(found), context, options.signal);
			return {
				effective: {alias, options: withSources(alias, readDump(answer.stdout), found, level)},
				fingerprint: after.fingerprint,
			};
		}
		loaded = after;
	}
}

/** Under which of its two names this ssh prints a log level: OpenSSH has changed its mind about “quiet”. */
async function nameOfLevel(
	level: string,
	{ssh}: EffectiveContext,
	signal: AbortSignal | undefined,
): Promise<string> {
	if (!ambiguousLevels.has(level)) {
		return level;
	}
	const args = ['-F', 'none', '-G', '-o', `LogLevel=${level}`, '--', 'localhost'];
	const {stdout} = await capture(ssh.program, args, {env: ssh.env, signal, deadline});
	return readDump(stdout).get('loglevel')?.[0] ?? level;
}

async function linesOf(
	events: readonly TraceEvent[],
	context: EffectiveContext,
	signal: AbortSignal | undefined,
): Promise<Map<string, readonly ConfigLine[]>> {
	const lines = new Map<string, readonly ConfigLine[]>();
	for (const event of events) {
		if (event.kind === 'read' || event.kind === 'include') {
			for (const path of [event.path, rootOf(event.path, context).path]) {
				if (!lines.has(path)) {
					lines.set(path, (await context.read(path, signal)).parts.lines);
				}
			}
		}
	}
	return lines;
}

function rootOf(name: string, {ssh, userFile}: EffectiveContext): {path: string; isUser: boolean} {
	const isUser = ssh.configFile !== null || name.endsWith('/.ssh/config');
	return {path: ssh.configFile !== null && userFile !== null ? userFile : name, isUser};
}

function refusalOfSsh(alias: string, {code}: Captured, complaints: readonly string[]): Failure {
	const said = complaints.slice(0, 3).map(line => printable(line.trim()));
	return new Failure(
		`ssh does not accept the config for ${printable(alias)}: ${said.join(' ') || `it ended with ${code}.`}`,
	);
}
