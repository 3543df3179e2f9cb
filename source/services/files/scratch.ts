import {createHash, hash} from 'node:crypto';
import {constants, rmdirSync, rmSync, writeFileSync} from 'node:fs';
import {lstat, mkdtemp, open, readdir, rm, rmdir, unlink} from 'node:fs/promises';
import {join} from 'node:path';
import {isLaterFormat} from '../../core/file-version.ts';
import {isCount, isObjectOf, isText} from '../../core/keeper/shape.ts';
import {holderOf, ownProcessName} from '../keeper/process-name.ts';
import {readOwnFile} from '../read-own-file.ts';
import {findJournals} from '../transfers/journal-file.ts';
import {localFailure} from './local/local-failure.ts';

/** A file of a host (its path as reversible text). */
type Origin = {readonly host: string; readonly path: string};

/** A private directory (0700) for a file that is being edited. */
export type Scratch = {
	readonly path: string;
	/** Has a later run know, should this one be killed, whose text will be in it under a name. Throws a FileFailure. */
	note(origin: Origin, name: string, text: Uint8Array): void;
	/** Removes it with all that is in it, in this turn: the program may end after it. Never throws. */
	remove(): void;
	/** Removes it where nothing else has been put into it, and tells whether that was so. */
	removeBare(): boolean;
};

/** What was being edited when a program ended, and where the text is. */
export type CutOff = Origin & {readonly left: string};

/** The process that made it is part of its name. */
const start = 'sallyport-edit-';
const form = new RegExp(`^${start}([0-9a-f]{8}\\.\\d+\\.[0-9a-f]{8})-\\w{6}$`);

/** No copy has this name: `=` is none of the characters that it may have. */
const noteName = '=origin.json';
const longestNote = 64 * 1024;
const isNote = isObjectOf({
	host: isText(longestNote),
	path: isText(longestNote),
	name: isText(255),
	size: isCount,
	sha256: isText(64),
});

/** Makes one in a directory for temporary files. */
export async function makeScratch(parent: string): Promise<Scratch> {
	const path = await mkdtemp(join(parent, `${start}${ownProcessName()}-`));
	const note = join(path, noteName);
	return {
		path,
		note(origin, name, text) {
			const said = {version: 1, ...origin, name, size: text.length, sha256: hash('sha256', text)};
			try {
				writeFileSync(note, JSON.stringify(said), {mode: 0o600, flag: 'wx'});
			} catch (error) {
				throw localFailure('write', note, error);
			}
		},
		remove() {
			try {
				rmSync(path, {recursive: true, force: true});
			} catch {}
		},
		removeBare() {
			try {
				rmSync(note, {force: true});
				rmdirSync(path);
				return true;
			} catch {
				return false;
			}
		},
	};
}

/**
 * Removes what programs that were killed left, as far as nothing in it is the user's, and gives the rest, each once: of
 * several that look one gets it. What a transfer in one of the journals is still to bring is left to that.
 */
export async function sweepScratches(parent: string, journals: string): Promise<readonly CutOff[]> {
	const found: CutOff[] = [];
	for (const name of await readdir(parent).catch((): string[] => [])) {
		const maker = form.exec(name)?.[1];
		if (maker !== undefined) {
			const cutOff = await sweep(join(parent, name), maker, journals).catch(() => null);
			found.push(...(cutOff === null ? [] : [cutOff]));
		}
	}
	return found;
}

async function sweep(directory: string, maker: string, journals: string): Promise<CutOff | null> {
	const {uid, mode} = await lstat(directory);
	const isOurs = uid === process.getuid?.() && (mode & constants.S_IFMT) === constants.S_IFDIR;
	if (!isOurs || (mode & 0o777) !== 0o700 || holderOf(maker) !== null) {
		return null;
	}
	const noteFile = join(directory, noteName);
	const left = (await readdir(directory)).filter(name => name !== noteName);
	if (left.length === 0) {
		await rm(noteFile, {force: true});
		await rmdir(directory);
		return null;
	}
	const said: unknown = JSON.parse(readOwnFile(noteFile, longestNote) ?? 'null');
	if (!isNote(said) || isLaterFormat(said)) {
		return null;
	}
	const {host, path, name} = said;
	const copy = join(directory, name);
	// What else an editor leaves may be text that it had not saved.
	const isAlone = left.length === 1 && left[0] === name;
	if (isAlone && (await isSame(copy, said))) {
		// The note first, so that nobody takes the copy for a lost one; one by one, so that whatever comes into it stays.
		await unlink(noteFile);
		await unlink(copy);
		await rmdir(directory);
		return null;
	}
	if (findJournals(journals).some(({journal}) => journal.request.source.paths.includes(copy))) {
		return null;
	}
	// Only one of several can, unlike with rm.
	await unlink(noteFile);
	return {host, path, left: isAlone ? copy : directory};
}

/** Whether there is a plain file of that content. */
async function isSame(path: string, {size, sha256}: {size: number; sha256: string}): Promise<boolean> {
	const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
	const file = await open(path, flags).catch(() => null);
	if (file === null) {
		return false;
	}
	try {
		const found = await file.stat();
		if (!found.isFile() || found.size !== size) {
			return false;
		}
		const sum = createHash('sha256');
		for await (const chunk of file.createReadStream({autoClose: false})) {
			sum.update(chunk as Buffer);
		}
		return sum.digest('hex') === sha256;
	} finally {
		await file.close();
	}
}
