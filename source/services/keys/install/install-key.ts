import {posix} from 'node:path';
import {octal} from '../../../core/doctor/mode-fault.ts';
import {Failure} from '../../../core/errors.ts';
import type {FileAttributes} from '../../../core/files/entry.ts';
import {appendedLine, findAuthorized} from '../../../core/keys/authorized-keys.ts';
import type {PublicKey} from '../../../core/keys/public-key.ts';
import {printable} from '../../../core/text/printable.ts';
import type {FileSystem} from '../../files/file-system.ts';
import {attributesOf, keepCopy, readKeyList, replaceKeyList, where} from './key-list-file.ts';

const {dirname, join, resolve} = posix;
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
	const before = await readKeyList(files, target, signal);
	const found = findAuthorized(before?.text ?? '', plan.key);
	if (found !== null) {
		await closeToOthers(files, target, before?.attributes ?? null, notes, signal);
		return {status: 'present', path: target, backup: null, options: found.options, notes};
	}
	const text = appendedLine(before?.text ?? '', plan.line);
	const backup = before === null ? null : await keepCopy(files, target, before.bytes, plan);
	const mode = (before?.attributes.mode ?? 0o600) & 0o777;
	if (mode & writing) {
		notes.push(`${printable(target)} was ${octal(mode)}, which sshd does not accept: it is 0600 now.`);
	}
	await replaceKeyList(files, target, {text, mode: mode & writing ? 0o600 : mode, before, signal});
	return {status: 'added', path: target, backup, options: '', notes};
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
