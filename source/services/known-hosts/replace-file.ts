import {randomBytes} from 'node:crypto';
import type {Stats} from 'node:fs';
import {open, rename, rm, stat} from 'node:fs/promises';
import {Refusal} from '../../core/errors.ts';
import {printable} from '../../core/text/printable.ts';

/** Whether a file is still the one that was read, untouched. */
function isSame(before: Stats, now: Stats): boolean {
	return (['ino', 'size', 'mtimeMs', 'ctimeMs'] as const).every(field => before[field] === now[field]);
}

/**
 * Puts new content in a file's place at once (a file beside it, then a rename), with the mode and owner it had. `before`
 * is its state when it was read: throws a Refusal when it has changed since, and whatever the file system throws; the
 * file is then as it was. `path` must be no link.
 */
export async function replaceFile(path: string, content: Uint8Array, before: Stats): Promise<void> {
	const temporary = `${path}.sallyport-${randomBytes(4).toString('hex')}`;
	const file = await open(temporary, 'wx', 0o600);
	try {
		try {
			await file.writeFile(content);
			const own = await file.stat();
			if (own.uid !== before.uid || own.gid !== before.gid) {
				await file.chown(before.uid, before.gid);
			}
			await file.chmod(before.mode & 0o7777);
			await file.sync();
		} finally {
			await file.close();
		}
		if (!isSame(before, await stat(path))) {
			throw new Refusal(`${printable(path)} was changed meanwhile.`, 'Nothing was changed here; try again.');
		}
		await rename(temporary, path);
	} catch (error) {
		await rm(temporary, {force: true});
		throw error;
	}
}
