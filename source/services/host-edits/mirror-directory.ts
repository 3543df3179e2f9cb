import {rmSync} from 'node:fs';
import {lstat, mkdtemp, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {holderOf, ownProcessName} from '../keeper/process-name.ts';

const prefix = 'sallyport-config-';
/** What follows says which process made it. */
const form = new RegExp(`^${prefix}(.+)-\\w{6}$`);

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
	const directory = await mkdtemp(join(tmpdir(), `${prefix}${ownProcessName()}-`));
	open.add(directory);
	return directory;
}

export async function removeMirrorDirectory(directory: string): Promise<void> {
	await rm(directory, {recursive: true, force: true});
	open.delete(directory);
}

/** Removes what programs that were killed left: a question may stay open for long, so that age says nothing. */
async function removeLeftOvers(): Promise<void> {
	for (const name of await readdir(tmpdir())) {
		const maker = form.exec(name)?.[1];
		if (maker !== undefined && holderOf(maker) === null) {
			await removeOwn(join(tmpdir(), name)).catch(() => {});
		}
	}
}

async function removeOwn(directory: string): Promise<void> {
	const found = await lstat(directory);
	if (found.isDirectory() && found.uid === process.getuid?.()) {
		await rm(directory, {recursive: true, force: true});
	}
}
