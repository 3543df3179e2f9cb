import {randomBytes} from 'node:crypto';
import {Refusal} from '../core/errors.ts';
import {encodeName} from '../core/files/byte-names.ts';
import {isFileFailure} from '../core/files/file-failure.ts';
import {inside, nameOf, parentOf} from '../core/files/paths.ts';
import type {Target} from '../core/files/target.ts';
import {printable} from '../core/text/printable.ts';
import {freeName, partName} from '../core/transfers/names.ts';
import type {FileSystem} from '../services/files/file-system.ts';
import type {Place} from '../services/transfers/place.ts';

/** Where a stream goes on a host. Throws a Refusal where that is no file. */
export async function findStreamTarget(
	files: FileSystem,
	to: Target,
	isRenamed: boolean,
	signal: AbortSignal,
): Promise<Place> {
	const full = await files.expand(to.path === '' ? '.' : to.path, signal);
	const named = await lookAt(files, full, signal);
	// What gets another name leaves a link of this one alone, wherever that leads.
	const isFollowed = named?.type === 'link' && !isRenamed;
	const path = isFollowed ? await files.realPath(full, signal) : full;
	const found = isFollowed ? await lookAt(files, path, signal) : named;
	if (found !== null && found.type !== 'file' && !(found.type === 'link' && isRenamed)) {
		throw new Refusal(`${printable(path)} on ${printable(to.host!)} is no plain file.`, 'Name a file in it.');
	}
	return {
		path,
		part: inside(parentOf(path), partName(randomBytes(8).toString('hex'))),
		mode: found === null || isRenamed ? 0o666 & ~process.umask() : found.mode & permissions,
		replaced: isRenamed ? null : found,
		isFree: false,
		check() {},
	};
}

const permissions = 0o777;

async function lookAt(files: FileSystem, path: string, signal: AbortSignal) {
	try {
		return await files.lstat(path, signal);
	} catch (error) {
		if (isFileFailure(error, 'not-found')) {
			return null;
		}
		throw error;
	}
}

/** Gives a part file its name; where something has that, and another was asked for, one like it. */
export async function giveName(
	files: FileSystem,
	{part, path, replaced}: Place,
	isRenamed: boolean,
): Promise<void> {
	const taken = new Set<string>();
	for (let name = nameOf(path); ; ) {
		try {
			await files.rename(part, inside(parentOf(path), name), {replace: replaced !== null});
			return;
		} catch (error) {
			if (!isRenamed || !isFileFailure(error, 'exists')) {
				throw error;
			}
		}
		taken.add(name);
		name = freeName(
			nameOf(path),
			each => taken.has(each),
			each => encodeName(each).length,
		);
	}
}
