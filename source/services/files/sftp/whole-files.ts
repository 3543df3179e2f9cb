import type {AttributeChanges} from '../file-system.ts';
import type {Answered} from './call.ts';
import {type Attempt, explainStatus} from './explain-status.ts';
import {nothingSent, openFlag} from './requests.ts';
import type {SftpSession} from './session.ts';
import {newFileFlags, wireChanges} from './sftp-open-file.ts';

/**
 * Reads the beginning of a file by one request, without a look at it before; what comes after the OPEN goes out together.
 * Gives the number of bytes.
 */
export async function readBeginning(session: SftpSession, path: string, into: Buffer): Promise<number> {
	let read = 0;
	try {
		await withHandle(session, path, openFlag.read, {}, (handle, done) => {
			const answered = afterAll(2, done);
			const options = {target: into};
			session.ask<number>(
				(engine, got) => engine.read(handle, into, 0, into.length, 0, got),
				options,
				(error, length = 0) => {
					read = length;
					answered(error);
				},
			);
			session.ask<void>((engine, got) => engine.close(handle, got), {}, answered);
		});
	} catch (error) {
		throw await explainStatus(session, {action: 'read', path, kind: 'look'}, error);
	}
	return read;
}

/**
 * Makes a file of what it holds, no longer than one WRITE takes, under the name `part`, and gives it the name `path` once
 * all of it is known to be there, replacing where the server can. Fails with `exists` where there is anything of either
 * name. The data must stay as it is until this settles.
 */
export async function placeNew(
	session: SftpSession,
	{part, path, replace}: {readonly part: string; readonly path: string; readonly replace: boolean},
	{data, changes, isSynced}: Content,
): Promise<void> {
	const isReplacing = replace && session.offers('posix-rename@openssh.com');
	let attempt: Attempt = {action: 'make', path: part, kind: 'make'};
	try {
		await withHandle(session, part, newFileFlags, {mode: 0o600}, (handle, done) => {
			attempt = {action: 'write', path: part, kind: 'write'};
			fill(session, handle, {data, changes, isSynced}, error => {
				if (error !== undefined) {
					done(error);
					return;
				}
				attempt = {action: 'rename', path: part, to: path, kind: isReplacing ? 'replace' : 'move'};
				session.ask<void>(
					(engine, got) =>
						isReplacing ? engine.ext_openssh_rename(part, path, got) : engine.rename(part, path, got),
					{},
					done,
				);
			});
		});
	} catch (error) {
		throw await explainStatus(session, attempt, error);
	}
}

/** Asks for all that makes a new file whole and closed, at once. */
function fill(
	session: SftpSession,
	handle: Buffer,
	{data, changes, isSynced}: Content,
	done: Answered<void>,
): void {
	const withSync = isSynced && session.offers('fsync@openssh.com');
	const answered = afterAll(2 + (data.length > 0 ? 1 : 0) + (withSync ? 1 : 0), done);
	if (data.length > 0) {
		session.ask<void>((engine, got) => engine.write(handle, data, 0, 1, 0, got), {payload: data}, answered);
	}
	session.ask<void>((engine, got) => engine.fsetstat(handle, wireChanges(changes), got), {}, answered);
	if (withSync) {
		session.ask<void>((engine, got) => engine.ext_openssh_fsync(handle, got), {isSlow: true}, answered);
	}
	session.ask<void>((engine, got) => engine.close(handle, got), {}, answered);
}

type Content = {readonly data: Buffer; readonly changes: AttributeChanges; readonly isSynced: boolean};
type Use = (handle: Buffer, done: Answered<void>) => void;

/** Opens a file, and has it used and closed in the turn of the answer. */
function withHandle(
	session: SftpSession,
	path: string,
	flags: number,
	attributes: {readonly mode?: number},
	use: Use,
): Promise<void> {
	return new Promise((resolve, reject) => {
		const done: Answered<void> = error => (error === undefined ? resolve() : reject(error));
		session.ask<Buffer>(
			(engine, got) => engine.open(path, flags, attributes, got),
			{},
			(error, handle) => {
				if (handle === undefined) {
					done(error ?? nothingSent(session.host));
				} else {
					use(handle, done);
				}
			},
		);
	});
}

/** Calls back with the first error once so many answers are there. */
function afterAll(count: number, done: Answered<void>): Answered<void> {
	let left = count;
	let first: Error | undefined;
	return error => {
		first ??= error;
		left -= 1;
		if (left === 0) {
			done(first);
		}
	};
}
