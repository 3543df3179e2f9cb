import {readFile} from 'node:fs/promises';
import {userInfo} from 'node:os';
import {Failure, Refusal} from '../../core/errors.ts';
import {closedFiles} from '../../core/hosts/closed-files.ts';
import {blocksOf, type ConfigNode} from '../../core/hosts/config-tree.ts';
import {blockAt} from '../../core/hosts/edit/block-range.ts';
import type {EditRequest} from '../../core/hosts/edit/edit-request.ts';
import type {Effects} from '../../core/hosts/edit/effect.ts';
import {type HostDraft, readDraft} from '../../core/hosts/edit/host-draft.ts';
import {textLines} from '../../core/hosts/edit/line-parts.ts';
import type {SshNumber} from '../../core/hosts/edit/option-value.ts';
import {type FileFix, type Rename, renameJumps} from '../../core/hosts/edit/rename.ts';
import type {Origin} from '../../core/hosts/host.ts';
import type {Finding} from '../../core/hosts/lint/finding.ts';
import {textOf} from '../../core/text/byte-text.ts';
import {printable} from '../../core/text/printable.ts';
import type {Ssh} from '../ssh/program.ts';
import {sshVersion} from '../ssh/version.ts';
import type {SshConfig} from '../ssh-config/ssh-config.ts';
import {runEditor} from '../terminal/editor.ts';
import {applyPlan, type FilePlan, journalOf, noteUndo, type Places, put} from './apply-plan.ts';
import {digest} from './backups.ts';
import {type EditPlan, type PlanContext, planEdit, planFiles} from './edit-plan.ts';
import {readTarget} from './edit-target.ts';
import {targetsOf} from './edited-tree.ts';
import {lintConfig} from './lint.ts';
import {openMirror} from './mirror.ts';
import {type EffectsFollower, tellEffects} from './tell-effects.ts';
import {changeJournal, changesOf, readJournal, type UndoEntry} from './undo-journal.ts';

/** A change that can be undone, and what that would do. */
type UndoPlan = EditPlan & {readonly entry: UndoEntry};

/** Changes the hosts of a config, without ever harming it. */
export type HostEdits = {
	/** Files that a host can be in for every connection, the user's own first: it need not be there yet. */
	files(signal?: AbortSignal): Promise<readonly string[]>;
	/** What the block says whose `Host` line stands there. */
	draft(at: Origin): Promise<HostDraft>;
	/** Throws a Refusal for what cannot be. The plan has to be closed. */
	plan(title: string, request: EditRequest, signal?: AbortSignal): Promise<EditPlan>;
	/** The changes of lines that let every ProxyJump through a host lead through its new name. */
	renameJumps(rename: Rename, signal?: AbortSignal): Promise<readonly FileFix[]>;
	effects(plan: EditPlan, follower: EffectsFollower): Promise<Effects>;
	/** Throws a Refusal or a Failure where it cannot be written: nothing is then changed. */
	apply(plan: EditPlan): Promise<void>;
	/** When the last change of this config was made that can be undone, in milliseconds since the epoch; null: there is none. */
	lastChange(): Promise<number | null>;
	/** How the last change of this config is undone; null when there is none. Throws a Refusal when its file has changed since. */
	planUndo(signal?: AbortSignal): Promise<UndoPlan | null>;
	undo(plan: UndoPlan): Promise<void>;
	/** The version of ssh that values are checked for; null where it is not known. */
	version(): Promise<SshNumber>;
	/** What is wrong, doubtful or weak in the config. */
	lint(signal?: AbortSignal): Promise<readonly Finding[]>;
	/**
	 * Opens the user's editor at a line, on this terminal, which must have been lent. What was changed can be undone; gives
	 * ssh's complaints about the result, and whether anything was changed.
	 */
	edit(at: Origin): Promise<{readonly isChanged: boolean; readonly complaints: readonly string[]}>;
};

export type HostEditsOptions = {
	readonly ssh: Ssh;
	readonly config: SshConfig;
	readonly places: Omit<Places, 'config'>;
	/** Ends an editor that is open. */
	readonly ending?: AbortSignal | undefined;
};

export function openHostEdits({ssh, config, ending, ...options}: HostEditsOptions): HostEdits {
	const places: Places = {...options.places, config: config.file};
	let context: PlanContext | null = null;

	async function lastEntry(): Promise<UndoEntry | null> {
		return changesOf(places.config, await readJournal(journalOf(places))).at(-1) ?? null;
	}

	async function contextOf(): Promise<PlanContext> {
		if (config.userFile === null) {
			throw new Refusal('There is no config to change: it is `none`.');
		}
		const version = context === null ? await sshVersion(ssh).catch(() => null) : null;
		context ??= {
			ssh,
			sshNumber: version === null ? null : version.major * 100 + version.minor,
			userFile: config.userFile,
			load: config.load,
		};
		return context;
	}

	return {
		async files(signal) {
			const {userFile} = await contextOf();
			const loaded = await config.load(signal);
			const own = loaded.files.filter(({path}) => path === userFile);
			const closed = closedFiles(own);
			const open = own.flatMap(pathsOf).filter(path => !closed.has(path));
			return [...new Set([userFile as string, ...open])];
		},
		async draft(at) {
			const lines = textLines(textOf((await readTarget(at.file)).bytes));
			return readDraft(lines, blockAt(lines, at.line));
		},
		plan: async (title, request, signal) => planEdit(title, request, await contextOf(), signal),
		async renameJumps(rename, signal) {
			const {userFile, load} = await contextOf();
			const {files} = await load(signal);
			return renameJumps(blocksOf(files.filter(({path}) => path === userFile)), rename);
		},
		effects: tellEffects,
		apply: plan => applyPlan(plan, places),
		async lastChange() {
			return (await lastEntry())?.at ?? null;
		},
		async planUndo(signal) {
			for (;;) {
				const entry = await lastEntry();
				if (entry === null) {
					return null;
				}
				const files = await filesToUndo(entry);
				if (files.length > 0) {
					return {...(await planFiles(`Undo: ${entry.title}`, files, await contextOf(), {signal})), entry};
				}
				await dropEntry(entry, places);
			}
		},
		async undo({entry, files}) {
			for (const plan of files) {
				const now = await readTarget(plan.file);
				if (!now.bytes.equals(plan.bytes)) {
					throw new Refusal(
						`${printable(plan.file)} was changed meanwhile: it stays as it is.`,
						'Try again.',
					);
				}
				await put(plan, now);
			}
			await dropEntry(entry, places);
		},
		version: async () => (await contextOf()).sshNumber,
		async lint(signal) {
			const {sshNumber, userFile, load} = await contextOf();
			const loaded = await load(signal);
			return lintConfig(loaded, {ssh, sshNumber, userFile, home: config.tilde}, signal);
		},
		async edit({file, line}) {
			const before = await readTarget(file);
			const {env} = ssh;
			await runEditor(file, line, {env, home: userInfo().homedir, signal: ending});
			const after = await readTarget(file);
			if (after.bytes.equals(before.bytes)) {
				return {isChanged: false, complaints: []};
			}
			const changed = {...before, after: after.bytes};
			await noteUndo({title: `edit ${file}`, files: [changed], rename: null}, places);
			const {userFile, load} = await contextOf();
			const loaded = await load();
			const targets = await targetsOf(loaded.files);
			const mirror = await openMirror({ssh, loaded, userFile, texts: new Map(), targets});
			const answer = await mirror.ask('localhost').finally(mirror.remove);
			return {isChanged: true, complaints: 'complaints' in answer ? answer.complaints : []};
		},
	};
}

async function dropEntry(entry: UndoEntry, places: Places): Promise<void> {
	await changeJournal(journalOf(places), entries => entries.filter(({at}) => at !== entry.at));
}

function pathsOf(node: ConfigNode): string[] {
	return [node.path, ...[...node.includes.values()].flat().flatMap(pathsOf)];
}

/** What undoing an entry does; no file when all are as they were before it. */
async function filesToUndo(entry: UndoEntry): Promise<FilePlan[]> {
	const plans: FilePlan[] = [];
	for (const {file, backup, after} of entry.files) {
		const now = await readTarget(file);
		const before = backup === null ? null : await readBackup(backup);
		const isBefore = before === null ? now.stats === null : now.stats !== null && now.bytes.equals(before);
		if (isBefore) {
			continue;
		}
		const isAsLeft =
			after === 'none' ? now.stats === null : now.stats !== null && digest(now.bytes) === after;
		if (!isAsLeft) {
			throw new Refusal(
				`${printable(file)} has changed since “${printable(entry.title)}”: it stays as it is.`,
				backup === null ? undefined : `What it held before is in ${printable(backup)}.`,
			);
		}
		plans.push({...now, after: before});
	}
	return plans;
}

async function readBackup(path: string): Promise<Buffer> {
	return readFile(path).catch((cause: unknown) => {
		throw new Failure(`The backup ${printable(path)} cannot be read: nothing was undone.`, {cause});
	});
}
