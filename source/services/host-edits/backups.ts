import {createHash} from 'node:crypto';
import {open, readdir, rm} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {makePrivateDirectory} from '../private-directory.ts';

/** How many backups of a file are kept. */
const mostKept = 20;

export function digest(bytes: Uint8Array): string {
	return createHash('sha256').update(bytes).digest('hex');
}

/** Backups of one file have names that begin so; the rest is the time, so that they sort by it. */
function prefixOf(target: string): string {
	const name = basename(target)
		.replaceAll(/[^\w.-]/g, '_')
		.slice(0, 40);
	return `${name}-${digest(Buffer.from(target)).slice(0, 8)}-`;
}

/** Keeps a copy (0600) of what a file holds in the directory (0700), which is made; gives its path. The last 20 of a file stay. */
export async function keepBackup(
	directory: string,
	target: string,
	bytes: Uint8Array,
	now: number,
): Promise<string> {
	makePrivateDirectory(directory);
	const prefix = prefixOf(target);
	const time = new Date(now).toISOString().replaceAll(':', '-');
	for (let attempt = 0; ; attempt++) {
		const path = join(directory, `${prefix}${time}${attempt === 0 ? '' : `-${attempt}`}`);
		try {
			const file = await open(path, 'wx', 0o600);
			try {
				await file.writeFile(bytes);
				await file.sync();
			} catch (error) {
				await rm(path, {force: true});
				throw error;
			} finally {
				await file.close();
			}
			await prune(directory, prefix);
			return path;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 100) {
				throw error;
			}
		}
	}
}

async function prune(directory: string, prefix: string): Promise<void> {
	const own = (await readdir(directory)).filter(name => name.startsWith(prefix)).sort();
	for (const name of own.slice(0, -mostKept)) {
		await rm(join(directory, name), {force: true});
	}
}
