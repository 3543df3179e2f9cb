import type {FileAttributes} from '../../../core/files/entry.ts';
import {FileFailure} from '../../../core/files/file-failure.ts';
import {printable} from '../../../core/text/printable.ts';
import {attributesOf} from './attributes.ts';
import type {Call} from './call.ts';
import type {Done, EngineAttributes, EngineEntry, Space} from './engine.ts';
import {SftpStatus, status} from './status.ts';

/** The extension that renames and replaces in one step. */
export const posixRename = 'posix-rename@openssh.com';

/** SSH_FXF_… of OPEN. */
export const openFlag = {read: 1, write: 2, create: 8, exclusive: 32} as const;

/** What changes with a SETSTAT; times go together, owners too. */
export type Changes = {
	readonly size?: number;
	readonly mode?: number;
	readonly atime?: number;
	readonly mtime?: number;
	readonly uid?: number;
	readonly gid?: number;
};

/** An entry as READDIR gives it; `attributes` is null where the server told no type. */
export type DirectoryEntry = {readonly name: string; readonly attributes: FileAttributes | null};

/** `links` is null where the server does not tell it in the manner of `ls -l`, as OpenSSH does. */
type LinkedEntry = {readonly name: string; readonly links: number | null};

/** The mode, then the count of names. */
const longForm = /^[-a-zA-Z?]\S{9,10}\s+(\d+)\s/;

/** The requests of a session: see SftpSession. Paths are reversible text, handles what `open` and `opendir` gave. */
export type SftpRequests = {
	open(path: string, flags: number, mode?: number): Promise<Buffer>;
	close(handle: Buffer): Promise<void>;
	/** Fills a buffer from an offset, by one request of no more than `limits.readLength`: gives how much came, 0 at the end. */
	read(handle: Buffer, into: Buffer, offset: number): Promise<number>;
	/**
	 * Writes no more than `limits.writeLength` at an offset, by one request. The data is not copied: it must stay as it is
	 * until this settles.
	 */
	write(handle: Buffer, data: Buffer, offset: number): Promise<void>;
	stat(path: string): Promise<FileAttributes>;
	lstat(path: string): Promise<FileAttributes>;
	fstat(handle: Buffer): Promise<FileAttributes>;
	setstat(path: string, changes: Changes): Promise<void>;
	fsetstat(handle: Buffer, changes: Changes): Promise<void>;
	opendir(path: string): Promise<Buffer>;
	/** The next entries, `.` and `..` among them; null at the end. */
	readdir(handle: Buffer): Promise<readonly DirectoryEntry[] | null>;
	/** The next entries, with how many names each file has where the server tells it; null at the end. */
	readdirLinks(handle: Buffer): Promise<readonly LinkedEntry[] | null>;
	mkdir(path: string, mode: number): Promise<void>;
	rmdir(path: string): Promise<void>;
	remove(path: string): Promise<void>;
	/** Fails when the new name is taken. */
	rename(from: string, to: string): Promise<void>;
	/** Replaces (posix-rename@openssh.com). */
	posixRename(from: string, to: string): Promise<void>;
	realpath(path: string): Promise<string>;
	/** `~` and `~user` as well (expand-path@openssh.com). */
	expandPath(path: string): Promise<string>;
	readlink(path: string): Promise<string>;
	symlink(target: string, path: string): Promise<void>;
	statvfs(path: string): Promise<Space>;
	fsync(handle: Buffer): Promise<void>;
	/** Copies on the server; a `length` of 0 goes to the end of the file (copy-data). */
	copyData(from: Buffer, at: number, length: number, to: Buffer, offset: number): Promise<void>;
};

type Context = {readonly host: string; readonly call: Call; offers(extension: string): boolean};

export function nothingSent(host: string): FileFailure {
	return new FileFailure('failure', `The server of ${printable(host)} said yes, and sent nothing.`);
}

export function makeRequests({host, call, offers}: Context): SftpRequests {
	const needs = async (extension: string): Promise<void> => {
		if (!offers(extension)) {
			throw new FileFailure('unsupported', `The server of ${printable(host)} does not offer ${extension}.`);
		}
	};
	const extended = <Result>(extension: string, ask: () => Promise<Result>): Promise<Result> =>
		offers(extension) ? ask() : (needs(extension) as Promise<never>);
	const given = <Result>(result: Result | undefined): Result => {
		if (result === undefined) {
			throw nothingSent(host);
		}
		return result;
	};
	const attributes = (found: EngineAttributes | undefined): FileAttributes => {
		const told = attributesOf(given(found));
		if (told === null) {
			throw new FileFailure('failure', `The server of ${printable(host)} does not tell the types of files.`);
		}
		return told;
	};
	const read = (handle: Buffer): Promise<readonly EngineEntry[] | null> =>
		call<readonly EngineEntry[]>((engine, done) => engine.readdir(handle, {full: true}, done)).then(
			given,
			(error: unknown) => {
				if (error instanceof SftpStatus && error.code === status.endOfFile) {
					return null;
				}
				throw error;
			},
		);
	// The packet that a handle is a part of is good only until the next one.
	const owned =
		(done: Done<Buffer>): Done<Buffer> =>
		(error, handle) =>
			done(error, handle && Buffer.from(handle));
	return {
		open: (path, flags, mode) =>
			call<Buffer>((engine, done) =>
				engine.open(path, flags, mode === undefined ? {} : {mode}, owned(done)),
			).then(given),
		close: handle => call((engine, done) => engine.close(handle, done)),
		read: (handle, into, offset) =>
			into.length === 0
				? Promise.resolve(0)
				: call<number>((engine, done) => engine.read(handle, into, 0, into.length, offset, done), {
						target: into,
					}),
		write: (handle, data, offset) =>
			data.length === 0
				? Promise.resolve()
				: call((engine, done) => engine.write(handle, data, 0, 1, offset, done), {payload: data}),
		stat: path => call<EngineAttributes>((engine, done) => engine.stat(path, done)).then(attributes),
		lstat: path => call<EngineAttributes>((engine, done) => engine.lstat(path, done)).then(attributes),
		fstat: handle => call<EngineAttributes>((engine, done) => engine.fstat(handle, done)).then(attributes),
		setstat: (path, changes) => call((engine, done) => engine.setstat(path, changes, done)),
		fsetstat: (handle, changes) => call((engine, done) => engine.fsetstat(handle, changes, done)),
		opendir: path => call<Buffer>((engine, done) => engine.opendir(path, owned(done))).then(given),
		readdir: async handle =>
			(await read(handle))?.map(({filename, attrs}) => ({name: filename, attributes: attributesOf(attrs)})) ??
			null,
		readdirLinks: async handle =>
			(await read(handle))?.map(({filename, longname}) => {
				const links = longForm.exec(longname)?.[1];
				return {name: filename, links: links === undefined ? null : Number(links)};
			}) ?? null,
		mkdir: (path, mode) => call((engine, done) => engine.mkdir(path, {mode}, done)),
		rmdir: path => call((engine, done) => engine.rmdir(path, done)),
		remove: path => call((engine, done) => engine.unlink(path, done)),
		rename: (from, to) => call((engine, done) => engine.rename(from, to, done)),
		posixRename: (from, to) =>
			extended(posixRename, () => call((engine, done) => engine.ext_openssh_rename(from, to, done))),
		realpath: path => call<string>((engine, done) => engine.realpath(path, done)).then(given),
		expandPath: path =>
			extended('expand-path@openssh.com', () =>
				call<string>((engine, done) => engine.realpath(path, done), {extension: 'expand-path@openssh.com'}),
			).then(given),
		readlink: path => call<string>((engine, done) => engine.readlink(path, done)).then(given),
		symlink: (target, path) => call((engine, done) => engine.symlink(target, path, done)),
		statvfs: path =>
			extended('statvfs@openssh.com', () =>
				call<Space>((engine, done) => engine.ext_openssh_statvfs(path, done)),
			).then(given),
		fsync: handle =>
			extended('fsync@openssh.com', () =>
				call((engine, done) => engine.ext_openssh_fsync(handle, done), {isSlow: true}),
			),
		copyData: (from, at, length, to, offset) =>
			extended('copy-data', () =>
				call((engine, done) => engine.ext_copy_data(from, at, length, to, offset, done), {isSlow: true}),
			),
	};
}
