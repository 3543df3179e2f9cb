import {rm} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {Refusal} from '../../core/errors.ts';
import {printable} from '../../core/text/printable.ts';
import {makePrivateDirectory} from '../private-directory.ts';
import {replaceFile} from '../replace-file.ts';
import {writeReason} from '../write-reason.ts';
import {digest, keepBackup} from './backups.ts';
import type {EditPlan} from './edit-plan.ts';
import {checkWritable, type EditTarget, readTarget, writeError} from './edit-target.ts';
import {changeJournal, readJournal, type UndoEntry} from './undo-journal.ts';

/** What is to become of one file: null: it is to go. */
export type FilePlan = EditTarget & {readonly after: Buffer | null};

export type Places = {
	/** Where backups and the journal are kept. */
	readonly state: string;
	/** The file that ssh begins with: its changes are undone apart from those of other configs. */
	readonly config: string;
	readonly now: () => number;
};

export function journalOf({state}: Places): string {
	return join(state, 'config-undo.json');
}

function backupsOf({state}: Places): string {
	return join(state, 'backups');
}

function changedSince(file: string): Refusal {
	return new Refusal(
		`${printable(file)} was changed by something else meanwhile: nothing was written.`,
		'Try again: what you see is then up to date.',
	);
}

/** The file as it is now, if it still holds what the plan began with. */
async function unchanged(plan: FilePlan): Promise<EditTarget> {
	const now = await readTarget(plan.file);
	const isSame =
		now.target === plan.target &&
		(now.stats === null) === (plan.stats === null) &&
		now.bytes.equals(plan.bytes);
	if (!isSame) {
		throw changedSince(plan.file);
	}
	checkWritable(now);
	return now;
}

/**
 * Writes the files of a plan, each at once, after a backup of each and a note of how to undo it. Throws a Refusal when one
 * has changed since, or no backup can be kept, a Failure where one cannot be written: all of them are then as they were.
 */
export async function applyPlan(
	{title, files, rename}: Pick<EditPlan, 'title' | 'files' | 'rename'>,
	places: Places,
): Promise<void> {
	const ready: Array<{plan: FilePlan; now: EditTarget}> = [];
	for (const plan of files) {
		ready.push({plan, now: await unchanged(plan)});
	}
	const entry = await noteUndo({title, files, rename}, places);
	const done: FilePlan[] = [];
	try {
		for (const {plan, now} of ready) {
			await put(plan, now);
			done.push(plan);
		}
	} catch (error) {
		await takeBack(done);
		await changeJournal(journalOf(places), entries => entries.filter(({at}) => at !== entry.at)).catch(
			() => {},
		);
		throw error;
	}
}

/** Notes how to undo a change, before it is made: nothing goes without a way back. */
export async function noteUndo(
	{title, files, rename}: Pick<EditPlan, 'title' | 'files' | 'rename'>,
	places: Places,
): Promise<UndoEntry> {
	try {
		const last = (await readJournal(journalOf(places))).at(-1)?.at ?? 0;
		const at = Math.max(places.now(), last + 1);
		const noted = [];
		for (const {file, target, stats, bytes, after} of files) {
			const backup = stats === null ? null : await keepBackup(backupsOf(places), target, bytes, at);
			noted.push({file, target, backup, after: after === null ? 'none' : digest(after)});
		}
		const own = rename === null ? null : {from: rename.from, to: rename.to};
		const entry = {at, title, config: places.config, rename: own, files: noted};
		await changeJournal(journalOf(places), entries => [...entries, entry]);
		return entry;
	} catch (error) {
		throw new Refusal(
			`Nothing was changed: no backup could be kept in ${printable(places.state)}: ${writeReason(error)}.`,
		);
	}
}

/** Puts one file in place; null takes it away. */
export async function put({file, target, after}: FilePlan, now: EditTarget): Promise<void> {
	try {
		if (after === null) {
			await rm(target);
			return;
		}
		if (now.stats === null) {
			makePrivateDirectory(dirname(target));
		}
		await replaceFile(target, after, now.stats);
	} catch (error) {
		throw error instanceof Refusal ? error : writeError(file, error);
	}
}

/** Of several files the first ones were written: they get back what they held. */
async function takeBack(done: readonly FilePlan[]): Promise<void> {
	for (const plan of done) {
		const now = await readTarget(plan.file).catch(() => null);
		if (now !== null && plan.after !== null && now.bytes.equals(plan.after)) {
			await put({...plan, after: plan.stats === null ? null : plan.bytes}, now).catch(() => {});
		}
	}
}
