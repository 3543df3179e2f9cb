import {randomBytes} from 'node:crypto';
import {posix} from 'node:path';
import {octal} from '../../../core/doctor/mode-fault.ts';
import {Failure} from '../../../core/errors.ts';
import type {FileAttributes} from '../../../core/files/entry.ts';
import {isFileFailure} from '../../../core/files/file-failure.ts';
import {appendedLine, findAuthorized} from '../../../core/keys/authorized-keys.ts';
import type {PublicKey} from '../../../core/keys/public-key.ts';
import {printable} from '../../../core/text/printable.ts';
import type {FileSystem} from '../../files/file-system.ts';

const {dirname, join, resolve} = posix;
/** No authorized_keys that people keep is as long as this, in bytes. */
const longest = 4 * 1024 * 1024;
/** What a file or directory may not allow others to do, or sshd (StrictModes) does without it. */
const writing = 0o022;

export type InstallPlan = {
	readonly key: PublicKey;
	/** What is appended, without a line end. */
	readonly line: string;
	/** When it is, for the name of the backup. */
	readonly now: Date;
	/** Whether a file outside of the home directory may be changed that a link leads to. */
	readonly mayLeaveHome: (path: string) => Promise<boolean>;
	readonly signal?: AbortSignal | undefined;
};

export type Installed = {
	readonly status: 'added' | 'present';
	/** The authorized_keys file, links resolved. */
	readonly path: string;
	/** The copy of what it was before; null where nothing was there, or nothing was changed. */
	readonly backup: string | null;
	/** What stands before the key in its line; empty for a key without limits. */
	readonly options: string;
	/** What else was done or found, a sentence each, clean. */
	readonly notes: readonly string[];
};

/**
 * Lets a key in to an account: one line at the end of `~/.ssh/authorized_keys`, unless the key (compared as such, whatever
 * its comment) is there. What was there before is kept beside it; the file is replaced in one step, or where the server
 * cannot do that written in place after that. Modes that sshd would not accept are corrected, and told. Throws a FileFailure
 * where it cannot, an AbortError when cancelled; in both cases the key has not been added.
 */
export async function installKey(files: FileSystem, plan: InstallPlan): Promise<Installed> {
	const {signal} = plan;
	const home = await files.home(signal);
	const notes: string[] = [];
	const directory = await openDirectory(files, join(home, '.ssh'), notes, signal);
	const target = await findTarget(files, join(directory, 'authorized_keys'), home, plan);
	notes.push(...(await homeNotes(files, home, signal)));
	const before = await readText(files, target, signal);
	const found = findAuthorized(before?.text ?? '', plan.key);
	if (found !== null) {
		await closeToOthers(files, target, before?.attributes ?? null, notes, signal);
		return {status: 'present', path: target, backup: null, options: found.options, notes};
	}
	const text = appendedLine(before?.text ?? '', plan.line);
	const backup = before === null ? null : await keep(files, target, before.bytes, plan);
	const mode = (before?.attributes.mode ?? 0o600) & 0o777;
	if (mode & writing) {
		notes.push(`${printable(target)} was ${octal(mode)}, which sshd does not accept: it is 0600 now.`);
	}
	await replace(files, target, {text, mode: mode & writing ? 0o600 : mode, before, signal});
	return {status: 'added', path: target, backup, options: '', notes};
}

type Before = {readonly text: string; readonly bytes: Uint8Array; readonly attributes: FileAttributes};

async function attributesOf(look: Promise<FileAttributes>): Promise<FileAttributes | null> {
	return look.catch((error: unknown) => {
		if (isFileFailure(error, 'not-found')) {
			return null;
		}
		throw error;
	});
}

/** The directory, made where it is missing and closed to the writing of others, links resolved. */
async function openDirectory(
	files: FileSystem,
	path: string,
	notes: string[],
	signal: AbortSignal | undefined,
): Promise<string> {
	const found = await attributesOf(files.stat(path, signal));
	if (found === null) {
		await files.makeDirectory(path, 0o700, signal);
		await files.setAttributes(path, {mode: 0o700}, signal);
		notes.push(`${printable(path)} is new, with mode 0700.`);
		return path;
	}
	if (found.type !== 'directory') {
		throw new Failure(`${printable(path)} on ${where(files)} is no directory.`, {
			nextStep: 'Move it away there first.',
		});
	}
	if (found.mode & writing) {
		const mode = found.mode & 0o7777 & ~writing;
		await files.setAttributes(path, {mode}, signal);
		notes.push(
			`${printable(path)} was ${octal(found.mode & 0o777)}, which sshd does not accept: it is ${octal(mode & 0o777)} now.`,
		);
	}
	return files.realPath(path, signal);
}

function where({host}: FileSystem): string {
	return host === null ? 'this machine' : printable(host);
}

/** The file itself where a link has its name; one outside of the home directory is asked for. */
async function findTarget(
	files: FileSystem,
	path: string,
	home: string,
	{mayLeaveHome, signal}: InstallPlan,
): Promise<string> {
	const found = await attributesOf(files.lstat(path, signal));
	if (found?.type !== 'link') {
		if (found !== null && found.type !== 'file') {
			throw new Failure(`${printable(path)} on ${where(files)} is no file.`, {
				nextStep: 'Move it away there first.',
			});
		}
		return path;
	}
	const leadsSomewhere = (await attributesOf(files.stat(path, signal))) !== null;
	const target = leadsSomewhere
		? await files.realPath(path, signal)
		: resolve(dirname(path), await files.readLink(path, signal));
	const realHome = await files.realPath(home, signal);
	const isInside = [home, realHome].some(one => target.startsWith(one === '/' ? '/' : `${one}/`));
	if (!isInside && !(await mayLeaveHome(target))) {
		throw new Failure(
			`${printable(path)} on ${where(files)} is a link to ${printable(target)}, outside of the home directory.`,
			{
				nextStep: 'Nothing was changed.',
			},
		);
	}
	return target;
}

async function homeNotes(
	files: FileSystem,
	home: string,
	signal: AbortSignal | undefined,
): Promise<string[]> {
	const {mode} = await files.stat(home, signal);
	return mode & writing
		? [
				`Others can write to ${printable(home)} (${octal(mode & 0o777)}): sshd may refuse every key for it. There: chmod go-w ~`,
			]
		: [];
}

async function readText(
	files: FileSystem,
	path: string,
	signal: AbortSignal | undefined,
): Promise<Before | null> {
	let file: Awaited<ReturnType<FileSystem['open']>>;
	try {
		file = await files.open(path, 'read', signal);
	} catch (error) {
		if (isFileFailure(error, 'not-found')) {
			return null;
		}
		throw error;
	}
	try {
		const attributes = await file.stat(signal);
		if (attributes.size > longest) {
			throw new Failure(`${printable(path)} on ${where(files)} is too big to be a list of keys.`);
		}
		const bytes = Buffer.alloc(attributes.size + 1);
		const length = await file.read(bytes, 0, signal);
		// One byte a character, so that whatever it holds is written back as it was.
		return {text: bytes.toString('latin1', 0, length), bytes: bytes.subarray(0, length), attributes};
	} finally {
		await file.close();
	}
}

/** Closes a file to the writing of others, where sshd would not accept it. */
async function closeToOthers(
	files: FileSystem,
	path: string,
	attributes: FileAttributes | null,
	notes: string[],
	signal: AbortSignal | undefined,
): Promise<void> {
	if (attributes !== null && attributes.mode & writing) {
		await files.setAttributes(path, {mode: 0o600}, signal);
		notes.push(
			`${printable(path)} was ${octal(attributes.mode & 0o777)}, which sshd does not accept: it is 0600 now.`,
		);
	}
}

/** Copies what was there to a file beside it, mode 0600; gives its path. */
async function keep(
	files: FileSystem,
	target: string,
	bytes: Uint8Array,
	{now, signal}: InstallPlan,
): Promise<string> {
	const stamp = now.toISOString().replaceAll(/[-:]/g, '').slice(0, 15);
	for (let number = 1; ; number++) {
		const path = `${target}.before-${stamp}${number === 1 ? '' : `-${number}`}`;
		try {
			await writeNew(files, path, bytes, 0o600, signal);
			return path;
		} catch (error) {
			if (!isFileFailure(error, 'exists') || number > 9) {
				throw error;
			}
		}
	}
}

/** Makes a file; where it cannot be written whole nothing is left of it. */
async function writeNew(
	files: FileSystem,
	path: string,
	bytes: Uint8Array,
	mode: number,
	signal: AbortSignal | undefined,
): Promise<void> {
	signal?.throwIfAborted();
	// Its answer is waited for in any case: what was made must go.
	const file = await files.open(path, 'create');
	try {
		await file.write(bytes, 0, signal);
		if (mode !== 0o600) {
			await file.setAttributes({mode}, signal);
		}
		await file.sync(signal);
		await file.close();
	} catch (error) {
		await file.close().catch(() => {});
		await files.removeFile(path).catch(() => {});
		throw error;
	}
}

type Replacement = {
	readonly text: string;
	readonly mode: number;
	readonly before: Before | null;
	readonly signal: AbortSignal | undefined;
};

async function replace(
	files: FileSystem,
	target: string,
	{text, mode, before, signal}: Replacement,
): Promise<void> {
	const bytes = Buffer.from(text, 'latin1');
	const part = join(dirname(target), `.sallyport-${randomBytes(8).toString('hex')}.part`);
	try {
		await writeNew(files, part, bytes, mode, signal);
		await refuseChanged(files, target, before, signal);
		signal?.throwIfAborted();
		// Its answer is waited for in any case: after it the key is there, cancelled or not.
		await files.rename(part, target, {replace: before !== null});
	} catch (error) {
		await files.removeFile(part).catch(() => {});
		if (!isFileFailure(error, 'unsupported') || before === null) {
			throw error;
		}
		await writeInPlace(files, target, bytes, mode, signal);
	}
}

/** Throws where somebody else has changed the file meanwhile: their change must not be lost. */
async function refuseChanged(
	files: FileSystem,
	target: string,
	before: Before | null,
	signal: AbortSignal | undefined,
): Promise<void> {
	const now = await attributesOf(files.stat(target, signal));
	const isSame = now?.size === before?.attributes.size && now?.mtime === before?.attributes.mtime;
	if (!isSame) {
		throw new Failure(`${printable(target)} on ${where(files)} has changed meanwhile.`, {
			nextStep: 'Install once more.',
		});
	}
}

/** For servers that replace nothing in one step: the backup is there by then. Once begun it is done, cancelled or not. */
async function writeInPlace(
	files: FileSystem,
	target: string,
	bytes: Uint8Array,
	mode: number,
	signal: AbortSignal | undefined,
): Promise<void> {
	const file = await files.open(target, 'update', signal);
	try {
		await file.write(bytes, 0);
		await file.truncate(bytes.length);
		await file.setAttributes({mode});
		await file.sync();
	} finally {
		await file.close();
	}
}
