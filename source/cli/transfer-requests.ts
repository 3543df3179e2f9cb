import {accessSync, constants, lstatSync, statSync} from 'node:fs';
import {resolve} from 'node:path';
import {describeError, Failure, Refusal} from '../core/errors.ts';
import {encodeName} from '../core/files/byte-names.ts';
import {isFileFailure} from '../core/files/file-failure.ts';
import {nameOf, parentOf, tidy} from '../core/files/paths.ts';
import type {Target} from '../core/files/target.ts';
import {printable} from '../core/text/printable.ts';
import type {FailedItem, TransferRequest} from '../core/transfers/transfer.ts';
import type {FileSystem} from '../services/files/file-system.ts';
import {localFailure} from '../services/files/local/local-failure.ts';
import {quickLocalFiles} from '../services/transfers/quick-local-files.ts';
import type {HostsInUse} from './hosts-in-use.ts';
import type {TransferWords} from './transfer-words.ts';

/** Sources of this machine that cannot be read. To learn that nobody has to log in. */
export function findUnreadable(from: readonly Target[]): FailedItem[] {
	return from.flatMap(({host, path}) => {
		if (host !== null) {
			return [];
		}
		const full = tidy(resolve(path));
		const bytes = Buffer.from(encodeName(full));
		try {
			const found = statSync(bytes);
			// As a shell's <(…) has it: a link to a pipe has no path behind it that could be opened again.
			if (found.isFIFO() && lstatSync(bytes).isSymbolicLink()) {
				const reason = `${printable(full)} is a pipe. Have it as stdin, and name - in its place.`;
				return [{path: nameOf(full), reason}];
			}
			const isDirectory = found.isDirectory();
			accessSync(bytes, isDirectory ? constants.R_OK | constants.X_OK : constants.R_OK);
			return [];
		} catch (error) {
			return [{path: nameOf(full), reason: describeError(localFailure('read', full, error))}];
		}
	});
}

/**
 * One request for each host that something comes from. `missed`: of several hosts, what was to come from those that
 * there is no connection to, and what would take the place of what comes from another.
 */
export async function requestsOf(
	{from, to, onConflict, writesInPlace, isResume}: TransferWords,
	hosts: HostsInUse,
	signal: AbortSignal,
): Promise<{requests: readonly TransferRequest[]; missed: readonly FailedItem[]}> {
	const names = [...new Set(from.map(({host}) => host))];
	const isTree = from.length === 1 ? () => isDirectory(from[0]!, hosts, signal) : null;
	const target = await locate(await filesOf(to.host, hosts, signal), to, isTree, signal);
	const requests: TransferRequest[] = [];
	const missed: FailedItem[] = [];
	const takenBy = new Map<string, string | null>();
	for (const host of names) {
		const sources = from.filter(one => one.host === host);
		const files = await filesOf(host, hosts, signal).catch((error: unknown): null => {
			signal.throwIfAborted();
			if (names.length === 1 || !(error instanceof Failure)) {
				throw error;
			}
			const reason = describeError(error);
			missed.push(...sources.map(({path}) => ({path: nameOf(tidy(path)) || '.', reason})));
			return null;
		});
		if (files === null) {
			continue;
		}
		const found = await Promise.all(sources.map(({path}) => locateSource(files, path, signal)));
		// Where it was said what becomes of files that exist, that holds for those of another host too.
		const paths = onConflict === null ? found.filter(path => !takenBy.has(nameOf(path))) : found;
		for (const name of found.filter(path => !paths.includes(path)).map(nameOf)) {
			const reason = `Its name is the same as that of ${printable(`${name} from ${takenBy.get(name)}`)}.`;
			missed.push({path: name, reason});
		}
		for (const path of paths) {
			takenBy.set(nameOf(path), host);
		}
		if (paths.length === 0) {
			continue;
		}
		requests.push({
			source: {host, paths},
			target: {host: to.host, directory: target.directory},
			name: target.name,
			isMove: false,
			followsLinks: true,
			onConflict: onConflict ?? (isResume ? 'resume' : 'overwrite'),
			onProtected: writesInPlace ? 'in-place' : null,
		});
	}
	return {requests, missed};
}

/** The files of a side. */
async function filesOf(host: string | null, hosts: HostsInUse, signal: AbortSignal): Promise<FileSystem> {
	return host === null ? quickLocalFiles(process.cwd()) : hosts.files(host, signal);
}

async function locateSource(files: FileSystem, path: string, signal: AbortSignal): Promise<string> {
	const full =
		files.host === null ? tidy(resolve(path)) : await files.expand(path === '' ? '.' : path, signal);
	if (nameOf(full) === '') {
		throw new Refusal('The whole file system is not copied.', 'Name directories in it.');
	}
	return full;
}

async function isDirectory({host, path}: Target, hosts: HostsInUse, signal: AbortSignal): Promise<boolean> {
	const files = await filesOf(host, hosts, signal);
	return (await files.stat(await locateSource(files, path, signal), signal)).type === 'directory';
}

/** Whether a path is a name of this system for what a program has open, or a link to one: /dev/stdout. */
async function isOpenFile(files: FileSystem, path: string, signal: AbortSignal): Promise<boolean> {
	for (let at = path, left = mostLinks; left > 0; left--) {
		const directory = await files.realPath(parentOf(at), signal);
		if (/^\/(proc\/.+|dev)\/fd$/.test(directory)) {
			return true;
		}
		if ((await files.lstat(at, signal)).type !== 'link') {
			return false;
		}
		at = tidy(resolve(directory, await files.readLink(at, signal)));
	}
	return false;
}

/** More links than a system follows. */
const mostLinks = 40;

type Destination = {readonly directory: string; readonly name: string | null};

/**
 * A directory that exists takes what comes under its own name; else the last name of the path is that of the only source.
 * Where a slash follows, that must be a directory, as for `cp -r`; `isTree` says whether it is, null that there are several.
 */
async function locate(
	files: FileSystem,
	{path}: Target,
	isTree: (() => Promise<boolean>) | null,
	signal: AbortSignal,
): Promise<Destination> {
	const full =
		files.host === null ? tidy(resolve(path)) : await files.expand(path === '' ? '.' : path, signal);
	const where = files.host === null ? 'on this machine' : `on ${printable(files.host)}`;
	try {
		const {type} = await files.stat(full, signal);
		if (type === 'directory') {
			return {directory: full, name: null};
		}
		if (files.host === null && (type === 'other' || (await isOpenFile(files, full, signal)))) {
			throw new Refusal(
				`${printable(full)} ${where} is a device, a pipe, or what a program has open.`,
				'Name - in its place for stdout.',
			);
		}
	} catch (error) {
		if (!isFileFailure(error, 'not-found')) {
			throw error;
		}
	}
	if (isTree === null || (path.endsWith('/') && !(await isTree()))) {
		throw new Refusal(`${printable(full)} ${where} is no directory.`, 'Make it first.');
	}
	const directory = parentOf(full);
	const parent = await files.stat(directory, signal).catch((error: unknown) => {
		if (isFileFailure(error, 'not-found')) {
			throw new Failure(`There is no directory ${printable(directory)} ${where}.`);
		}
		throw error;
	});
	if (parent.type !== 'directory') {
		throw new Failure(`${printable(directory)} ${where} is no directory.`);
	}
	return {directory, name: nameOf(full)};
}
