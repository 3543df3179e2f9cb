import type {Stats} from 'node:fs';
import {lstat, readlink, realpath} from 'node:fs/promises';
import {dirname, resolve} from 'node:path';
import {Failure, Refusal} from '../../core/errors.ts';
import {printable} from '../../core/text/printable.ts';
import {readRegular} from '../keys/read-regular.ts';
import {sizeLimit} from '../ssh-config/read-file.ts';
import {writeReason} from '../write-reason.ts';

/** A config file as it is before a change. `target` is where its links lead; `stats` is null where there is no file yet. */
export type EditTarget = {
	readonly file: string;
	readonly target: string;
	readonly stats: Stats | null;
	readonly bytes: Buffer;
};

const mostLinks = 40;

/** Where a path leads, also when there is nothing there yet. */
export async function followLinks(path: string): Promise<string> {
	return realpath(path).catch(() => followTo(path));
}

async function followTo(path: string): Promise<string> {
	let here = path;
	for (let links = 0; links < mostLinks; links++) {
		const found = await lstat(here).catch(() => null);
		if (!found?.isSymbolicLink()) {
			return found === null ? here : realpath(here);
		}
		here = resolve(dirname(here), await readlink(here));
	}
	throw new Failure(`${printable(path)} is a link that leads to itself.`);
}

/** Reads a file that is to be changed. Throws a Failure or Refusal where it cannot be read as a whole. */
export async function readTarget(file: string): Promise<EditTarget> {
	const target = await followLinks(file);
	const read = await readRegular(target, sizeLimit);
	if ('error' in read) {
		if (read.error === 'missing') {
			return {file, target, stats: null, bytes: Buffer.alloc(0)};
		}
		const what = read.error === 'special' ? 'is no regular file' : 'cannot be read';
		throw new Failure(`${printable(file)} ${what}: it is not changed.`);
	}
	if (!read.complete) {
		throw new Refusal(`${printable(file)} is too long to be changed here.`, 'Change it in an editor.');
	}
	return {file, target, stats: read.stats, bytes: read.bytes};
}

/** Throws a Refusal for a file that is not to be replaced. */
export function checkWritable({file, target, stats}: EditTarget): void {
	if (stats === null) {
		return;
	}
	const name = printable(file);
	const user = process.geteuid?.();
	if (user !== 0 && stats.uid !== user) {
		throw new Refusal(`${name} belongs to somebody else: nothing was changed.`, 'Ask its owner.');
	}
	if ((stats.mode & 0o200) === 0) {
		throw new Refusal(
			`${name} is read-only: nothing was changed.`,
			`chmod u+w ${printable(target)} allows changes.`,
		);
	}
	if (stats.nlink > 1) {
		throw new Refusal(
			`${name} has ${stats.nlink} hard links, which a new file in its place would part: nothing was changed.`,
			'Change it in an editor (E).',
		);
	}
}

export function writeError(file: string, error: unknown): Failure {
	return new Failure(`${printable(file)} could not be changed: ${writeReason(error)}. It is as it was.`, {
		cause: error,
	});
}
