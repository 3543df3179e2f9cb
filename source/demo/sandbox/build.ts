import {chmod, mkdir, open, symlink, utimes, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import type {Tree} from '../hosts/trees.ts';
import {type Sandbox, toBytes} from './sandbox.ts';

/**
 * Lays a demo host's file tree under `root`: the directories every host has, its greeting as /etc/motd, then `tree`
 * (`~` is the home directory of `user`).
 */
export async function buildSandbox(root: string, user: string, motd: string, tree: Tree): Promise<Sandbox> {
	const home = `/home/${user}`;
	const all: Tree = {[`${home}/`]: '', '/tmp/': '', '/var/log/': '', '/etc/motd': motd, ...tree};
	await Promise.all(
		Object.entries(all).map(([path, what]) => lay(join(root, path.replace(/^~/, home)), path, what)),
	);
	return {root, home: toBytes(home)};
}

async function lay(real: string, path: string, what: Tree[string]): Promise<void> {
	if (path.endsWith('/')) {
		await mkdir(real, {recursive: true});
		return;
	}
	await mkdir(dirname(real), {recursive: true});
	if (typeof what === 'string') {
		await writeFile(real, what, {mode: path.endsWith('.sh') ? 0o755 : 0o644});
	} else if ('link' in what) {
		await symlink(what.link, real);
	} else {
		await layFile(real, what);
	}
}

async function layFile(
	real: string,
	{text = '', size, mode = 0o644, daysOld = 0}: Exclude<Tree[string], string | {readonly link: string}>,
): Promise<void> {
	const file = await open(real, 'w', mode);
	await file.writeFile(text);
	if (size !== undefined) {
		await file.truncate(size);
	}
	await file.close();
	await chmod(real, mode);
	const time = Date.now() / 1000 - daysOld * 24 * 3600;
	await utimes(real, time, time);
}
