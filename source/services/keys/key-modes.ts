import {stat} from 'node:fs/promises';
import {join} from 'node:path';
import type {ModeFault} from '../../core/doctor/mode-fault.ts';
import type {KeyFile} from '../../core/keys/key-file.ts';

/**
 * The files of the user's ssh that others can get at and need not: `~/.ssh` becomes 0700, private keys 0600, public ones
 * 0644, the config 0600. Only what belongs to the user counts. Never throws.
 */
export async function findKeyModes(directory: string, keys: readonly KeyFile[]): Promise<ModeFault[]> {
	const found = await Promise.all([
		fault(directory, 0o077, 0o700, false),
		fault(join(directory, 'config'), 0o077, 0o600, false, 0o022),
		...keys
			.filter(({format}) => format !== 'public')
			.flatMap(({path}) => [
				fault(path, 0o077, 0o600, true),
				fault(`${path}.pub`, 0o133, 0o644, false),
				fault(`${path}-cert.pub`, 0o133, 0o644, false),
			]),
	]);
	const faults = found.filter(one => one !== null);
	return faults.filter(({path}, index) => faults.findIndex(other => other.path === path) === index);
}

/** `refusedFor`: the bits for which ssh does without the file. */
async function fault(
	path: string,
	forbidden: number,
	wanted: number,
	isKey: boolean,
	refusedFor = isKey ? forbidden : 0,
): Promise<ModeFault | null> {
	const stats = await stat(path).catch(() => null);
	if (stats === null || stats.uid !== process.getuid?.() || (stats.mode & forbidden) === 0) {
		return null;
	}
	const mode = stats.mode & 0o777;
	return {path, mode, wanted, isRefused: (mode & refusedFor) !== 0};
}
