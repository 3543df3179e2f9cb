import {rmSync} from 'node:fs';
import {lstat, mkdtemp, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const prefix = 'sallyport-config-';
/** A question may stay open for long; what is older than this was left by a program that was killed. In milliseconds. */
const stale = 24 * 60 * 60 * 1000;

const open = new Set<string>();
let isWatched = false;

/** A private directory (0700) for copies of config files, which does not outlive the program. */
export async function makeMirrorDirectory(): Promise<string> {
	if (!isWatched) {
		isWatched = true;
		process.on('exit', () => {
			for (const directory of open) {
				rmSync(directory, {recursive: true, force: true});
			}
		});
		removeLeftOvers().catch(() => {});
	}
	const directory = await mkdtemp(join(tmpdir(), prefix));
	open.add(directory);
	return directory;
}

export async function removeMirrorDirectory(directory: string): Promise<void> {
	await rm(directory, {recursive: true, force: true});
	open.delete(directory);
}

async function removeLeftOvers(): Promise<void> {
	for (const name of await readdir(tmpdir())) {
		if (name.startsWith(prefix)) {
			const directory = join(tmpdir(), name);
			const found = await lstat(directory);
			if (found.isDirectory() && found.uid === process.getuid?.() && Date.now() - found.mtimeMs > stale) {
				await rm(directory, {recursive: true, force: true});
			}
		}
	}
}
