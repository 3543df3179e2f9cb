import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {type LockRecord, lockFileName} from '../../core/keeper/lock-record.ts';
import {isHeld, readLock} from './lock-file.ts';
import {thisMachine} from './process-identity.ts';

/** The record of the keeper that runs, from the lock file in one of these directories; null when none runs. */
function findKeeper(directories: readonly string[]): LockRecord | null {
	const machine = thisMachine();
	for (const directory of directories) {
		try {
			const record = readLock(join(directory, lockFileName(machine.host)))?.record ?? null;
			if (isHeld(record, machine)) {
				return record;
			}
		} catch {}
	}
	return null;
}

const patience = 3000;
const interval = 20;

/**
 * The same, and its socket is there: a keeper whose runtime directory was removed is told to make it anew, and has a few
 * seconds for it. Null when it has not; the record then says who it is.
 */
export async function findReachable(directories: readonly string[]): Promise<LockRecord | null> {
	const deadline = performance.now() + patience;
	let isTold = false;
	for (;;) {
		const record = findKeeper(directories);
		if (record === null || existsSync(record.socket)) {
			return record;
		}
		if (!isTold) {
			// The record was found to be that of this very process just now.
			process.kill(record.pid, 'SIGUSR2');
			isTold = true;
		}
		if (performance.now() > deadline) {
			return record;
		}
		await new Promise(resolve => setTimeout(resolve, interval));
	}
}
