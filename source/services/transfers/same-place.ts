import {hash} from 'node:crypto';
import {Failure} from '../../core/errors.ts';
import {isFileFailure} from '../../core/files/file-failure.ts';
import {inside, parentOf} from '../../core/files/paths.ts';
import type {Item} from '../../core/transfers/item.ts';
import {partName} from '../../core/transfers/names.ts';
import type {FileSystem} from '../files/file-system.ts';
import {rethrowFatal} from './rethrow-fatal.ts';
import type {ScanOptions} from './scan-options.ts';

/**
 * Fails what is to be moved to where it is already: a host may be this machine, or share its disk, and then what replaces
 * a file would be removed as its source. A file that is made for a moment at the target, of one name in all runs of a transfer,
 * tells, if it shows at the source.
 */
export async function failWhatIsThere(
	named: readonly Item[],
	{id, source, target, request, signal}: ScanOptions,
): Promise<void> {
	const name = partName(hash('sha256', `${id}\0place`));
	const probe = inside(request.target.directory, name);
	try {
		const file = await target.open(probe, 'create', signal);
		await file.close();
	} catch (error) {
		rethrowFatal(error, signal);
		// One that a run left which was killed serves as well.
		if (!isFileFailure(error, 'exists')) {
			// Nothing can be moved there.
			return;
		}
	}
	try {
		const directories = [...new Set(named.map(({from}) => parentOf(from)))];
		const seen = await Promise.all(directories.map(one => isThere(source, inside(one, name), signal)));
		const shared = new Set(directories.filter((_, index) => seen[index]));
		for (const item of named) {
			if (item.step === 'ready' && shared.has(parentOf(item.from))) {
				item.step = 'failed';
				item.reason = 'Source and target are in the same directory: both sides share it.';
			}
		}
	} finally {
		await target.removeFile(probe);
	}
}

async function isThere(files: FileSystem, path: string, signal: AbortSignal): Promise<boolean> {
	try {
		await files.lstat(path, signal);
		return true;
	} catch (error) {
		if (!(error instanceof Failure)) {
			throw error;
		}
		rethrowFatal(error, signal);
		return false;
	}
}
