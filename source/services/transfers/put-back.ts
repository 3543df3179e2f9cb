import {Failure} from '../../core/errors.ts';
import {isFileFailure, isSessionEnd} from '../../core/files/file-failure.ts';
import {inside, parentOf} from '../../core/files/paths.ts';
import {printable} from '../../core/text/printable.ts';
import type {Aside} from '../../core/transfers/journal.ts';
import type {FileSystem} from '../files/file-system.ts';
import {asideOf} from './place.ts';
import {partNameIn, type Run} from './run.ts';

/**
 * Puts right what was cut off while a file made way for another one: it comes back, or goes where the other one certainly
 * has its name. What cannot be told stays as it is: gives the words for that, by the keys of the items.
 */
export async function putBack(run: Run, files: FileSystem): Promise<ReadonlyMap<string, string>> {
	const left = new Map<string, string>();
	const settle = async ([key, aside]: readonly [string, Aside]): Promise<void> => {
		const part = inside(parentOf(aside.path), partNameIn(run, {key}));
		try {
			if (await putRight(part, aside, files)) {
				run.asides.delete(key);
				return;
			}
		} catch (error) {
			if (isSessionEnd(error) || !(error instanceof Failure)) {
				throw error;
			}
		}
		left.set(
			key,
			`What ${printable(aside.path)} held may be in ${printable(asideOf(part))}, and something else has its name. Delete or rename one of them.`,
		);
	};
	await Promise.all([...run.asides].map(settle));
	return left;
}

async function putRight(part: string, {path, size}: Aside, files: FileSystem): Promise<boolean> {
	const aside = asideOf(part);
	const look = async (one: string) => {
		try {
			return await files.lstat(one);
		} catch (error) {
			if (isFileFailure(error, 'not-found')) {
				return null;
			}
			throw error;
		}
	};
	const [old, named, half] = await Promise.all([look(aside), look(path), look(part)]);
	if (old === null) {
		return true;
	}
	if (named === null) {
		await files.rename(aside, path, {replace: false});
		return true;
	}
	// It got the name by a rename, which leaves no part file; whatever else has the name came from elsewhere.
	const isOne = named.type === 'file' || named.type === 'link';
	if (half === null && isOne && named.size === size) {
		await files.removeFile(aside);
		return true;
	}
	return false;
}
