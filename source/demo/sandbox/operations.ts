import * as fs from 'node:fs';
import {type BytePath, locate, type Sandbox, systemError} from './sandbox.ts';

// Each finds its path and acts on it in one turn: see locate.

/** stat(2) of what a path leads to. Throws a system error, as all of these do. */
export function stat(sandbox: Sandbox, path: BytePath, from?: BytePath): fs.Stats {
	return fs.lstatSync(locate(sandbox, path, 'follow', from).real);
}

/** stat(2) of the very name, link or not. */
export function lstat(sandbox: Sandbox, path: BytePath, from?: BytePath): fs.Stats {
	return fs.lstatSync(locate(sandbox, path, 'keep', from).real);
}

/** Opens a file: `flags` as for open(2), `mode` for one that is created. Returns a file descriptor. */
export function open(sandbox: Sandbox, path: BytePath, flags: number, mode = 0o666, from?: BytePath): number {
	const {real} = locate(sandbox, path, 'follow', from);
	return fs.openSync(real, flags | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK, mode & 0o777);
}

/** Opens a directory for reading; names come as latin1. */
export function openDirectory(
	sandbox: Sandbox,
	path: BytePath,
): {readonly dir: fs.Dir; readonly seen: BytePath} {
	const {real, seen} = locate(sandbox, path, 'follow');
	return {dir: fs.opendirSync(real as unknown as string, {encoding: 'latin1'}), seen};
}

/** The names in a directory, in no order. */
export function list(sandbox: Sandbox, path: BytePath, from?: BytePath): BytePath[] {
	return fs.readdirSync(locate(sandbox, path, 'follow', from).real, 'latin1');
}

export function makeDirectory(sandbox: Sandbox, path: BytePath, mode = 0o777, from?: BytePath): void {
	fs.mkdirSync(locate(sandbox, path, 'keep', from).real, mode & 0o777);
}

export function removeDirectory(sandbox: Sandbox, path: BytePath, from?: BytePath): void {
	const {real, seen} = locate(sandbox, path, 'keep', from);
	if (seen === '/') {
		throw systemError('EBUSY');
	}
	fs.rmdirSync(real);
}

export function removeFile(sandbox: Sandbox, path: BytePath, from?: BytePath): void {
	fs.unlinkSync(locate(sandbox, path, 'keep', from).real);
}

/** rename(2): what was at the new path is replaced. */
export function rename(sandbox: Sandbox, old: BytePath, path: BytePath, from?: BytePath): void {
	fs.renameSync(locate(sandbox, old, 'keep', from).real, locate(sandbox, path, 'keep', from).real);
}

/** link(2): a second name for a file. */
export function hardLink(sandbox: Sandbox, old: BytePath, path: BytePath): void {
	fs.linkSync(locate(sandbox, old, 'keep').real, locate(sandbox, path, 'keep').real);
}

/** symlink(2): the target is kept as it was said, and means what it means inside the sandbox. */
export function symbolicLink(sandbox: Sandbox, target: BytePath, path: BytePath): void {
	fs.symlinkSync(Buffer.from(target, 'latin1'), locate(sandbox, path, 'keep').real);
}

export function readLink(sandbox: Sandbox, path: BytePath, from?: BytePath): BytePath {
	return fs.readlinkSync(locate(sandbox, path, 'keep', from).real, 'latin1');
}

/** What setstat of SFTP can change; times in seconds. */
export type Changes = {
	readonly size?: number | undefined;
	readonly mode?: number | undefined;
	readonly times?: readonly [access: number, change: number] | undefined;
};

/** Changes what a path leads to. */
export function change(sandbox: Sandbox, path: BytePath, changes: Changes, from?: BytePath): void {
	const {real} = locate(sandbox, path, 'follow', from);
	if (changes.size !== undefined) {
		fs.truncateSync(real, changes.size);
	}
	if (changes.mode !== undefined) {
		fs.chmodSync(real, changes.mode & 0o777);
	}
	if (changes.times !== undefined) {
		fs.utimesSync(real, ...changes.times);
	}
}

/** Changes the very name, link or not: times only, since a link has no size and no mode to change. */
export function changeLink(sandbox: Sandbox, path: BytePath, changes: Changes): void {
	const {real} = locate(sandbox, path, 'keep');
	if (!fs.lstatSync(real).isSymbolicLink()) {
		change(sandbox, path, changes);
	} else if (changes.size !== undefined || changes.mode !== undefined) {
		throw systemError('EOPNOTSUPP');
	} else if (changes.times !== undefined) {
		fs.lutimesSync(real, ...changes.times);
	}
}

/** Changes an open file. */
export function changeOpen(descriptor: number, changes: Changes): void {
	if (changes.size !== undefined) {
		fs.ftruncateSync(descriptor, changes.size);
	}
	if (changes.mode !== undefined) {
		fs.fchmodSync(descriptor, changes.mode & 0o777);
	}
	if (changes.times !== undefined) {
		fs.futimesSync(descriptor, ...changes.times);
	}
}
