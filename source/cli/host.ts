import {resolve} from 'node:path';
import {createInterface} from 'node:readline/promises';
import {Refusal} from '../core/errors.ts';
import {closedFiles} from '../core/hosts/closed-files.ts';
import {readSetting, withSettings} from '../core/hosts/edit/draft-settings.ts';
import type {EditRequest} from '../core/hosts/edit/edit-request.ts';
import {describeEffects, type Effects} from '../core/hosts/edit/effect.ts';
import {emptyDraft} from '../core/hosts/edit/host-draft.ts';
import {type Rename, renameOf} from '../core/hosts/edit/rename.ts';
import type {ConfigReading, Origin} from '../core/hosts/host.ts';
import {isProd} from '../core/hosts/marking-tags.ts';
import {clip} from '../core/text/fit.ts';
import {counted, grouped} from '../core/text/numbers.ts';
import {printable} from '../core/text/printable.ts';
import type {EditPlan} from '../services/host-edits/edit-plan.ts';
import {followLinks} from '../services/host-edits/edit-target.ts';
import type {HostEdits} from '../services/host-edits/host-edits.ts';
import type {SshConfig} from '../services/ssh-config/ssh-config.ts';
import {exactDiff, readableDiff} from './diff-text.ts';
import {showProgress} from './progress-line.ts';

const cancelled = 130;

/** What `sallyport host …` asks for. `to` is the new name of a clone. */
export type HostInvocation = {
	readonly action: 'add' | 'edit' | 'clone' | 'remove';
	readonly host: string;
	readonly to: string | null;
	readonly settings: readonly string[];
	readonly file: string | null;
	readonly isYes: boolean;
	readonly isDryRun: boolean;
};

export type HostCommandOptions = {
	readonly config: SshConfig;
	readonly edits: HostEdits;
	/** What is remembered of a host, and its forwards, go by its new name; gives what there is to say. */
	readonly carryOver: (rename: Rename) => Promise<readonly string[]>;
	/** What is to be known of a host before it is removed. */
	readonly removalNotes: (host: string) => Promise<readonly string[]>;
	readonly hasTerminal: boolean;
	readonly signal: AbortSignal;
	readonly out: (text: string) => void;
};

/** Where the host stands: as an alias, or among the patterns of a `Host` line. */
function placeOf(reading: ConfigReading, name: string): {at: Origin; isProd: boolean} {
	const host =
		reading.hosts.find(({alias}) => alias === name) ??
		reading.hosts.find(({patterns}) => patterns.includes(name));
	const pattern = reading.patterns.find(
		({patterns}) => patterns.includes(name) || patterns.join(' ') === name,
	);
	const found = host ?? pattern;
	if (found === undefined) {
		const fault = reading.problems.find(({file, line}) => file === reading.file && line === null);
		throw fault === undefined
			? new Refusal(`There is no host ${printable(name)} in the config.`, '`sallyport hosts` lists them.')
			: new Refusal(`${printable(fault.file)}: ${fault.message}`);
	}
	return {at: found.source, isProd: isProd(found)};
}

/**
 * The path by which the config knows a file, which may be typed in another way. Throws a Refusal for a file that it does
 * not read: a host there would be lost.
 */
async function knownFile(
	typed: string,
	known: readonly string[],
	{config, signal}: HostCommandOptions,
): Promise<string> {
	const path = resolve(typed);
	const target = await followLinks(path);
	const targets = await Promise.all(known.map(followLinks));
	const found = known.includes(path) ? path : known[targets.indexOf(target)];
	if (found === undefined) {
		const {files} = await config.load(signal);
		const inside = closedFiles(files).get(path);
		if (inside !== undefined) {
			const {file, line} = inside.source;
			throw new Refusal(
				`${printable(path)} is included inside the block at ${printable(file)}:${line}: ssh would find the host there only where that fits too.`,
				'Choose a file that is included outside of blocks.',
			);
		}
		throw new Refusal(
			`The config does not include ${printable(path)}: ssh would not find the host there.`,
			'Include it first; where a pattern includes it, make it as an empty file.',
		);
	}
	return found;
}

async function requestOf(
	{action, host, to, settings, file}: HostInvocation,
	options: HostCommandOptions,
): Promise<{request: EditRequest; title: string; name: string | null}> {
	const {config, edits, signal} = options;
	const set = settings.map(readSetting);
	const reading = await config.read(signal);
	const isTaken = (name: string): boolean => reading.hosts.some(({alias}) => alias === name);
	if (action === 'add' || action === 'clone') {
		const name = action === 'add' ? host : (to ?? '');
		if (isTaken(name)) {
			throw new Refusal(`There is a host ${printable(name)} already.`, 'Choose another name, or edit it.');
		}
		const base = action === 'add' ? emptyDraft : await edits.draft(placeOf(reading, host).at);
		const draft = withSettings({...base, names: [name]}, set);
		if (!draft.names.includes(name)) {
			throw new Refusal(
				`Host= leaves out ${printable(name)}, the name of the new host.`,
				'Nothing was written.',
			);
		}
		const target = file === null ? reading.file : await knownFile(file, await edits.files(signal), options);
		return {request: {kind: 'add', draft, file: target}, title: `add ${name}`, name: null};
	}
	const {at, isProd} = placeOf(reading, host);
	if (action === 'remove') {
		const request = {kind: 'remove', at, names: [host]} as const;
		return {request, title: `remove ${host}`, name: isProd ? host : null};
	}
	const now = await edits.draft(at);
	const draft = withSettings(now, set);
	const names = renameOf(reading, now.names, draft.names);
	const rename = names && {...names, jumps: await edits.renameJumps(names, signal)};
	const target =
		file === null ? at.file : await knownFile(file, [at.file, ...(await edits.files(signal))], options);
	return {
		request: {kind: 'change', at, draft, file: target, ...(rename ? {rename} : {})},
		title: `edit ${host}`,
		name: null,
	};
}

/** What a change does and what has to be known, as text. */
function describe(plan: EditPlan, effects: Effects, notes: readonly string[]): string {
	// Where ssh does not accept the config, it was not asked about all of them: a note says so.
	const isNone = effects.hosts.length === 0 && effects.asked === effects.of;
	const none = isNone ? ['No host is affected: ssh says the same of all of them.'] : [];
	return ['', ...none, ...describeEffects(effects, plan.about), ...effects.notes, ...notes, ''].join('\n');
}

/** What it does to the hosts, while the terminal says how far ssh was asked. */
async function effectsOf(plan: EditPlan, {edits, signal}: HostCommandOptions): Promise<Effects> {
	let asked = 0;
	const hide = showProgress(width =>
		clip(`Asking ssh about ${counted(plan.aliases.length, 'host')}: ${grouped(asked)}`, width),
	);
	try {
		return await edits.effects(plan, {signal, onProgress: soFar => (asked = soFar.asked)});
	} finally {
		hide();
	}
}

/** Null where the question is left, by Ctrl+C or Ctrl+D. */
async function isApproved(name: string | null, signal: AbortSignal): Promise<boolean | null> {
	const terminal = createInterface({input: process.stdin, output: process.stderr});
	// Not every Node lets the question end with that.
	const left = new Promise<null>(resolve => terminal.once('close', () => resolve(null)));
	try {
		const question = name === null ? 'Write this? [y/N] ' : `Type ${name} to write this: `;
		const typed = terminal.question(question, {signal}).catch(() => null);
		const answer = (await Promise.race([typed, left]))?.trim() ?? null;
		signal.throwIfAborted();
		if (answer === null) {
			return null;
		}
		return name === null ? /^y(es)?$/i.test(answer) : answer === name;
	} finally {
		terminal.close();
	}
}

/**
 * `sallyport host add|edit|clone|remove NAME [--set Key=value]… [--yes] [--dry-run]`: prints the difference and the
 * effect, and writes when told to. Returns the exit code: 0 done, or shown as asked for, 1 not approved, 130 where the
 * question was left. Throws a Refusal for what cannot be, a Failure where it cannot be written.
 */
export async function hostCommand(invocation: HostInvocation, options: HostCommandOptions): Promise<number> {
	const {edits, carryOver, removalNotes, hasTerminal, signal, out} = options;
	const {request, title, name} = await requestOf(invocation, options);
	const plan = await edits.plan(title, request, signal);
	try {
		const notes = invocation.action === 'remove' ? await removalNotes(invocation.host) : [];
		const effects = await effectsOf(plan, options);
		if (process.stdout.isTTY) {
			out(readableDiff(plan));
		} else {
			process.stdout.write(exactDiff(plan));
		}
		out(describe(plan, effects, notes));
		if (invocation.isDryRun || !(invocation.isYes || hasTerminal)) {
			out(invocation.isDryRun ? 'Not written: a dry run.\n' : 'Not written: --yes writes it.\n');
			return invocation.isDryRun ? 0 : 1;
		}
		const approved = invocation.isYes || (await isApproved(name, signal));
		if (!approved) {
			out('Not written.\n');
			return approved === null ? cancelled : 1;
		}
		await edits.apply(plan);
		const troubles = plan.rename === null ? [] : await carryOver(plan.rename);
		out(troubles.map(line => `${line}\n`).join(''));
		out('Written. `u` among the hosts of the dashboard undoes it.\n');
		return 0;
	} finally {
		await plan.close();
	}
}
