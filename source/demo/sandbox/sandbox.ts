import {lstatSync, readlinkSync} from 'node:fs';

/**
 * A path or name as a server sees it: one character for each byte (latin1), so that names that are no UTF-8 survive.
 */
export type BytePath = string;

/** A directory that is the whole file system of a demo host: `/` is `root`, and no path or link leads out of it. */
export type Sandbox = {readonly root: string; readonly home: BytePath};

/** Where a path leads: on the real file system, and as the host's visitors see it (absolute, without links). */
export type Located = {readonly real: Buffer; readonly seen: BytePath};

const mostLinks = 40;
const longestPath = 4096;

/** A system error, as node:fs throws them: `code` says which (`ENOENT`, `ELOOP`, …). */
export function systemError(code: string): NodeJS.ErrnoException {
	return Object.assign(new Error(code), {code});
}

/** Text → byte path. */
export function toBytes(text: string): BytePath {
	return Buffer.from(text, 'utf8').toString('latin1');
}

/** Byte path → text. */
export function toText(path: BytePath): string {
	return Buffer.from(path, 'latin1').toString('utf8');
}

/**
 * Finds a path without leaving the sandbox, by walking it name by name: absolute links start at the sandbox's `/`,
 * and `..` stops there, as after chroot(2). The last name may be missing; `keep` leaves a link in last place alone.
 * Synchronous, like the calls that use what it returns in the same turn: between the two nothing can swap a
 * directory for a link. Throws a system error.
 */
export function locate(
	sandbox: Sandbox,
	path: BytePath,
	last: 'follow' | 'keep',
	from = sandbox.home,
): Located {
	if (path.length > longestPath) {
		throw systemError('ENAMETOOLONG');
	}
	const pending = (path.startsWith('/') ? path : `${from}/${path}`).split('/').reverse();
	const walked: string[] = [];
	let links = 0;
	while (pending.length > 0) {
		const name = pending.pop()!;
		if (name === '' || name === '.') {
			continue;
		}
		if (name === '..') {
			walked.pop();
			continue;
		}
		if (name.includes('\0')) {
			throw systemError('EINVAL');
		}
		walked.push(name);
		const isLast = pending.length === 0;
		if (isLast && last === 'keep') {
			break;
		}
		const real = realPath(sandbox, walked);
		const stats = lstatSync(real, {throwIfNoEntry: false});
		if (stats?.isSymbolicLink()) {
			links += 1;
			if (links > mostLinks) {
				throw systemError('ELOOP');
			}
			const target = readlinkSync(real, 'latin1');
			walked.pop();
			if (target.startsWith('/')) {
				walked.length = 0;
			}
			pending.push(...target.split('/').reverse());
		} else if (!isLast && !stats?.isDirectory()) {
			throw systemError(stats === undefined ? 'ENOENT' : 'ENOTDIR');
		}
	}
	return {real: realPath(sandbox, walked), seen: `/${walked.join('/')}`};
}

function realPath(sandbox: Sandbox, names: readonly string[]): Buffer {
	return Buffer.concat([Buffer.from(sandbox.root), Buffer.from(`/${names.join('/')}`, 'latin1')]);
}
