import {randomBytes} from 'node:crypto';
import type {Stats} from 'node:fs';
import {link, open, readdir, rename, rm, stat} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {Refusal} from '../core/errors.ts';
import {printable} from '../core/text/printable.ts';

const part = /^\.(.*)\.sallyport-[0-9a-f]{8}$/s;
/** A file beside the real one lives for milliseconds: one older than this was left by a program that was killed. */
const stale = 60_000;

/** Whether a file is still the one that was read, untouched. */
function isSame(before: Stats, now: Stats): boolean {
	return (['ino', 'size', 'mtimeMs', 'ctimeMs'] as const).every(field => before[field] === now[field]);
}

/**
 * Puts new content in a file's place at once (a file beside it, then a rename), with the mode and owner it had. `before`
 * is its state when it was read, null when there was none: throws a Refusal when it has changed since, and whatever the
 * file system throws; the file is then as it was. A new file gets mode 0600. `path` must be no link.
 */
export async function replaceFile(path: string, content: Uint8Array, before: Stats | null): Promise<void> {
	// Hidden, so that an `Include directory/*` never takes it for a config.
	const temporary = join(dirname(path), `.${basename(path)}.sallyport-${randomBytes(4).toString('hex')}`);
	const file = await open(temporary, 'wx', 0o600);
	try {
		try {
			await file.writeFile(content);
			if (before !== null) {
				const own = await file.stat();
				if (own.uid !== before.uid || own.gid !== before.gid) {
					await file.chown(before.uid, before.gid);
				}
				await file.chmod(before.mode & 0o7777);
			}
			await file.sync();
		} finally {
			await file.close();
		}
		await (before === null ? placeNew(temporary, path) : placeOver(temporary, path, before));
	} catch (error) {
		await rm(temporary, {force: true});
		throw error;
	}
	await syncDirectory(dirname(path));
	await removeLeftOvers(path);
}

function changedMeanwhile(path: string): Refusal {
	return new Refusal(`${printable(path)} was changed meanwhile.`, 'Nothing was changed here; try again.');
}

async function placeOver(temporary: string, path: string, before: Stats): Promise<void> {
	const now = await stat(path).catch(() => null);
	if (now === null || !isSame(before, now)) {
		throw changedMeanwhile(path);
	}
	await rename(temporary, path);
}

/** A link is made only where nothing is, which a rename does not promise. */
async function placeNew(temporary: string, path: string): Promise<void> {
	await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
		throw error.code === 'EEXIST' ? changedMeanwhile(path) : error;
	});
	await rm(temporary);
}

/** So that the new name is there after a power cut, too; not every file system can. */
async function syncDirectory(path: string): Promise<void> {
	try {
		const directory = await open(path, 'r');
		await directory.sync().finally(() => directory.close());
	} catch {
		// The content is safe, under the old name or the new.
	}
}

async function removeLeftOvers(path: string): Promise<void> {
	for (const name of await readdir(dirname(path)).catch(() => [])) {
		if (part.exec(name)?.[1] === basename(path)) {
			const left = join(dirname(path), name);
			const found = await stat(left).catch(() => null);
			if (found !== null && Date.now() - found.mtimeMs > stale) {
				await rm(left, {force: true});
			}
		}
	}
}
