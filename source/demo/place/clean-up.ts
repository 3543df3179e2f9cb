import type {Dirent} from 'node:fs';
import {lstat, readdir, rmdir} from 'node:fs/promises';
import {join} from 'node:path';
import {endKeeperOf} from '../../services/keeper/end-keeper.ts';
import {isRunning} from '../../services/keeper/process-identity.ts';
import {keeperState, prefix, removeTree} from './directory.ts';
import {readOwner} from './owner.ts';

const shape = new RegExp(`^${prefix}[A-Za-z0-9]{6}$`);
const forgotten = 60_000;

/**
 * Removes what demos that were killed left under `parent`: their directories, and their agents and keepers that still run.
 * Only what this user owns, is private, and records a maker that is gone; a pid that was given to another process
 * since is known by its start time. Never throws.
 */
export async function removeLeftovers(parent: string): Promise<void> {
	const entries = await readdir(parent, {withFileTypes: true}).catch((): Dirent[] => []);
	const directories = entries.filter(entry => entry.isDirectory() && shape.test(entry.name));
	await Promise.all(
		directories.map(entry => removeLeftover(join(parent, entry.name)).catch(() => undefined)),
	);
}

async function removeLeftover(directory: string): Promise<void> {
	const {uid, mode, mtimeMs} = await lstat(directory);
	if (uid !== process.getuid?.() || (mode & 0o777) !== 0o700) {
		return;
	}
	const owner = await readOwner(directory);
	if (owner === null) {
		// A demo that was killed at its very first step left it empty; rmdir leaves anything else alone.
		if (Date.now() - mtimeMs > forgotten) {
			await rmdir(directory);
		}
		return;
	}
	if (isRunning(owner.demo)) {
		return;
	}
	if (owner.agent !== null && isRunning(owner.agent)) {
		process.kill(owner.agent.pid, 'SIGTERM');
	}
	endKeeperOf(keeperState(directory));
	removeTree(directory);
}
