import {open, rm, stat} from 'node:fs/promises';
import {setTimeout as pause} from 'node:timers/promises';

/** A change takes milliseconds: a lock older than this was left by a program that died, in milliseconds. */
const stale = 3000;
const retry = 25;
const patience = 2000;

/**
 * Runs a task while no other program does, by a lock file (O_EXCL, so that it holds over NFS too). A lock that is stale
 * is taken over; where it cannot be had in time the task runs all the same: what it guards is worth less than a wait.
 */
export async function locked<Result>(file: string, task: () => Promise<Result>): Promise<Result> {
	const isOurs = await take(file, Date.now() + patience);
	try {
		return await task();
	} finally {
		if (isOurs) {
			await rm(file, {force: true});
		}
	}
}

async function take(file: string, deadline: number): Promise<boolean> {
	while (Date.now() < deadline) {
		try {
			const handle = await open(file, 'wx', 0o600);
			await handle.close();
			return true;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
				return false;
			}
		}
		const age = await stat(file).then(
			({mtimeMs}) => Date.now() - mtimeMs,
			() => 0,
		);
		if (age > stale) {
			await rm(file, {force: true});
		} else {
			await pause(retry);
		}
	}
	return false;
}
