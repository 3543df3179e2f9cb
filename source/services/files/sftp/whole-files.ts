import {Failure} from '../../../core/errors.ts';
import {printable} from '../../../core/text/printable.ts';
import type {Done} from '../done.ts';
import type {AttributeChanges} from '../file-system.ts';
import type {Answered} from './call.ts';
import {type Attempt, explainStatus} from './explain-status.ts';
import {nothingSent, openFlag, posixRename} from './requests.ts';
import type {SftpSession} from './session.ts';
import {newFileFlags, wireChanges} from './sftp-open-file.ts';
import {isRefusal, SftpStatus, status} from './status.ts';

/**
 * Reads the beginning of a file by one request, without a look at it before; what comes after the OPEN goes out together.
 * Gives the number of bytes.
 */
export function readBeginning(session: SftpSession, path: string, into: Buffer, done: Done<number>): void {
	let read = 0;
	const answered: Answered<void> = error => {
		if (error === undefined) {
			done(undefined, read);
		} else {
			explain(session, {action: 'read', path, kind: 'look'}, error, done);
		}
	};
	openHandle(session, path, {flags: openFlag.read}, answered, handle => {
		const both = afterAll(2, answered);
		session.ask<number>(
			(engine, got) => engine.read(handle, into, 0, into.length, 0, got),
			{target: into},
			(error, length = 0) => {
				read = length;
				both(error);
			},
		);
		session.ask<void>((engine, got) => engine.close(handle, got), {}, both);
	});
}

/**
 * Makes a file of what it holds, no longer than one WRITE takes, under the name `part`, and gives it the name `path` once
 * all of it is known to be there, replacing where the server can; both may be the same. Fails with `exists` where there is
 * anything of either name. The data must stay as it is until this calls back.
 */
export function placeNew(
	session: SftpSession,
	{part, path, replace}: {readonly part: string; readonly path: string; readonly replace: boolean},
	content: Content,
	done: Done<void>,
): void {
	let attempt: Attempt = {action: 'make', path: part, kind: 'make'};
	const fail: Answered<void> = error => explain(session, attempt, error, done);
	const giveName = (isReplacing: boolean): void => {
		attempt = {action: 'rename', path: part, to: path, kind: isReplacing ? 'replace' : 'move'};
		session.ask<void>(
			(engine, got) =>
				isReplacing ? engine.ext_openssh_rename(part, path, got) : engine.rename(part, path, got),
			{},
			failure => {
				if (failure === undefined) {
					done(undefined);
				} else if (isReplacing && isRefusal(failure)) {
					// Some servers offer it and refuse it.
					if (failure.code === status.unsupported) {
						session.forgo(posixRename);
					}
					giveName(false);
				} else {
					fail(failure);
				}
			},
		);
	};
	openHandle(session, part, {flags: newFileFlags, mode: 0o600}, fail, handle => {
		attempt = {action: 'write', path: part, kind: 'write'};
		let isRefused = false;
		const refused = (): void => {
			isRefused = true;
		};
		fill(session, handle, {...content, onRefused: refused}, error => {
			if (error !== undefined) {
				fail(error);
				return;
			}
			const name = (): void => {
				if (part === path) {
					done(undefined);
				} else {
					giveName(replace && session.offers(posixRename));
				}
			};
			if (isRefused) {
				// Such a server is taken at its word for nothing.
				void checkSize(session, part, content).then(name, fail);
			} else {
				name();
			}
		});
	});
}

async function checkSize({requests}: SftpSession, part: string, {data, onRefused}: Content): Promise<void> {
	const {size} = await requests.lstat(part);
	if (size !== data.length) {
		throw new Failure(`${printable(part)} did not arrive whole: ${size} of ${data.length} bytes are there.`);
	}
	onRefused();
}

function explain(session: SftpSession, attempt: Attempt, error: unknown, done: Done<never>): void {
	void explainStatus(session, attempt, error).then(done);
}

/** Asks for all that makes a new file whole and closed, at once. */
function fill(
	session: SftpSession,
	handle: Buffer,
	{data, changes, isSynced, onRefused}: Content,
	done: Answered<void>,
): void {
	const withSync = isSynced && session.offers('fsync@openssh.com');
	const answered = afterAll(2 + (data.length > 0 ? 1 : 0) + (withSync ? 1 : 0), done);
	if (data.length > 0) {
		session.ask<void>((engine, got) => engine.write(handle, data, 0, 1, 0, got), {payload: data}, answered);
	}
	session.ask<void>(
		(engine, got) => engine.fsetstat(handle, wireChanges(changes), got),
		{},
		error => {
			// What it holds is none the worse for that.
			const isNo = isRefusal(error) || (error instanceof SftpStatus && error.code === status.failure);
			if (isNo) {
				onRefused();
			}
			answered(isNo ? undefined : error);
		},
	);
	if (withSync) {
		session.ask<void>((engine, got) => engine.ext_openssh_fsync(handle, got), {isSlow: true}, answered);
	}
	session.ask<void>((engine, got) => engine.close(handle, got), {}, answered);
}

type Content = {
	readonly data: Buffer;
	readonly changes: AttributeChanges;
	readonly isSynced: boolean;
	readonly onRefused: () => void;
};

/** Opens a file, and has it used in the turn of the answer. */
function openHandle(
	session: SftpSession,
	path: string,
	{flags, mode}: {readonly flags: number; readonly mode?: number},
	fail: Answered<void>,
	use: (handle: Buffer) => void,
): void {
	session.ask<Buffer>(
		(engine, got) => engine.open(path, flags, mode === undefined ? {} : {mode}, got),
		{},
		(error, handle) => {
			if (handle === undefined) {
				fail(error ?? nothingSent(session.host));
			} else {
				use(handle);
			}
		},
	);
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
