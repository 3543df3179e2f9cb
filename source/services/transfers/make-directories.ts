import {describeError} from '../../core/errors.ts';
import {isFileFailure, isSessionEnd} from '../../core/files/file-failure.ts';
import {blockerOf, type Existing, type Item, targetOf} from '../../core/transfers/item.ts';
import {type Carry, firstOf} from './carry.ts';
import {modeOf} from './place.ts';
import {askAboutTarget} from './questions.ts';
import {reopenDirectory} from './reopen-directory.ts';
import type {Run} from './run.ts';
import {modeAtFirst, stageDirectory} from './staged.ts';
import {checkWay} from './way.ts';

/** Makes the directories that are ready, those above before those below, and settles what lies in one that never will be. */
export async function makeDirectories(run: Run, carry: Carry): Promise<void> {
	const level = new Set<Item>();
	const flush = async (): Promise<void> => {
		noteMaking(run, [...level]);
		await Promise.all([...level].map(item => makeDirectory(run, item, carry)));
		// Only what is known to be of our making gets its mode in the end.
		run.journal.flush();
		level.clear();
	};
	for (const item of run.scan!.items) {
		if (item.step !== 'ready') {
			continue;
		}
		if (level.has(item.parent!)) {
			await flush();
		}
		const blocker = blockerOf(item);
		if (blocker !== null && (blocker.step === 'skipped' || blocker.step === 'left')) {
			item.step = blocker.step;
			item.reason = blocker.reason;
		} else if (blocker?.step === 'failed') {
			item.step = 'failed';
			item.reason = 'Its directory could not be copied.';
		} else if (blocker === null && item.type === 'directory') {
			level.add(item);
		}
	}
	await flush();
}

/** A crash must not leave directories of our making that nobody knows of. */
function noteMaking({making, journal}: Run, level: readonly Item[]): void {
	const from = level.flatMap(({key, existing}) => (existing?.type === 'directory' ? [] : [key]));
	if (from.length > 0) {
		journal.write({type: 'making', from});
		for (const key of from) {
			making.add(key);
		}
	}
}

/** Tells again what an earlier run made, and takes times of directories that it changed for what they were. */
export function recallDirectories({making, made, times, journal, scan}: Run, carry: Carry): void {
	for (const item of scan!.items) {
		const {key, type, existing} = item;
		item.mtime = times.get(key) ?? item.mtime;
		const isUnsure = making.has(key) && !made.has(key);
		if (isUnsure && type === 'directory' && existing?.type === 'directory' && isOurs(item, existing, carry)) {
			made.add(key);
			journal.addMade(key);
		}
	}
}

/** It has the mode that none but ours have, or nothing about it would be changed. */
function isOurs(item: Item, {mode, mtime}: Existing, carry: Carry): boolean {
	const bits = mode & 0o777;
	return bits === modeAtFirst || (bits === modeOf(item, carry) && mtime === item.mtime);
}

async function makeDirectory(run: Run, item: Item, carry: Carry): Promise<void> {
	const files = firstOf(carry.target);
	const path = targetOf(item, carry.directory);
	const isAgain = item.isBegun;
	const made = (): void => {
		run.made.add(item.key);
		run.journal.addMade(item.key);
	};
	try {
		if (await stageDirectory(run, item, carry)) {
			item.step = 'done';
			return;
		}
		if (item.existing?.type !== 'directory') {
			checkWay(item, carry);
			item.isBegun = true;
			await files.makeDirectory(path, modeAtFirst);
			made();
		} else {
			await reopenDirectory(item, carry);
		}
		item.step = 'done';
	} catch (error) {
		// Servers only say that it failed.
		const existing = isFileFailure(error, 'exists', 'failure')
			? await files.lstat(path).catch(() => null)
			: null;
		if (existing?.type === 'directory') {
			if (isAgain && (existing.mode & 0o777) === modeAtFirst) {
				// It was made when the link was lost, and we did not hear so.
				made();
			}
			item.existing = existing;
			item.step = 'done';
		} else if (existing !== null) {
			item.existing = existing;
			askAboutTarget(run, item, existing);
		} else if (isSessionEnd(error)) {
			throw error;
		} else {
			item.step = 'failed';
			item.reason = describeError(error);
		}
	}
}
