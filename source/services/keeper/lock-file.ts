import {createHash, randomBytes} from 'node:crypto';
import {linkSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {type LockRecord, parseLockRecord, printLockRecord} from '../../core/keeper/lock-record.ts';
import {readOwnFile} from '../read-own-file.ts';
import {isRunning, type Machine} from './process-identity.ts';

/** What a lock file holds: `id` names this very text; `record` is null when it makes no sense. */
export type LockContent = {readonly id: string; readonly record: LockRecord | null};

const largest = 8 * 1024 * 1024;

/** Reads a lock file; null when there is none, or none of this user's. Throws when it cannot be read. */
export function readLock(file: string): LockContent | null {
	const text = readOwnFile(file, largest);
	if (text === null) {
		return null;
	}
	const id = createHash('sha256').update(text).digest('hex').slice(0, 12);
	return {id, record: parseLockRecord(text)};
}

/** Whether the keeper of a record runs and has not let go. */
export function isHeld(record: LockRecord | null, machine: Machine): record is LockRecord {
	return (
		record !== null &&
		!record.isReleased &&
		record.host === machine.host &&
		record.boot === machine.boot &&
		isRunning(record)
	);
}

/**
 * Makes the lock file ours unless a living keeper holds it: gives null, or the record of that keeper. `mine` makes our
 * record from what a dead keeper left (null: nothing). Of several that try at once exactly one succeeds.
 *
 * The way to replace what a dead one left is a lock as well, named after that very text, so that nobody can replace
 * what has been replaced already; and a dead one on that way is replaced in the same manner.
 */
export function claimLock(
	file: string,
	machine: Machine,
	mine: (left: LockRecord | null) => LockRecord,
): LockRecord | null {
	for (;;) {
		const found = readLock(file);
		if (found === null) {
			if (place(file, mine(null))) {
				return null;
			}
			continue;
		}
		if (isHeld(found.record, machine)) {
			return found.record;
		}
		const way = `${file}.${found.id}`;
		if (claimLock(way, machine, () => mine(found.record)) !== null) {
			// A living one is at it, and needs no more than a moment.
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
			continue;
		}
		if (readLock(file)?.id === found.id) {
			renameSync(way, file);
			return null;
		}
		rmSync(way, {force: true});
	}
}

/** Creates a file with a record, complete at once; false when there is one already. */
function place(file: string, record: LockRecord): boolean {
	const draft = writeDraft(file, record);
	try {
		linkSync(draft, file);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
			return false;
		}
		throw error;
	} finally {
		rmSync(draft, {force: true});
	}
}

/** Replaces the record of a lock that we hold. */
export function updateLock(file: string, record: LockRecord): void {
	renameSync(writeDraft(file, record), file);
}

/** Removes a lock that we hold. */
export function removeLock(file: string, {pid, start}: LockRecord): void {
	const record = readLock(file)?.record;
	if (record?.pid === pid && record.start === start) {
		rmSync(file, {force: true});
	}
}

function writeDraft(file: string, record: LockRecord): string {
	const draft = `${file}.${randomBytes(6).toString('hex')}~`;
	writeFileSync(draft, printLockRecord(record), {mode: 0o600, flag: 'wx'});
	return draft;
}
