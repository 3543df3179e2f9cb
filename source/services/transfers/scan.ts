import {join} from 'node:path/posix';
import {describeError, Failure, isAbort} from '../../core/errors.ts';
import type {FileAttributes, FileEntry} from '../../core/files/entry.ts';
import {isFileFailure} from '../../core/files/file-failure.ts';
import {inside, isWithin, nameOf, parentOf, tidy} from '../../core/files/paths.ts';
import {whyUnsafe} from '../../core/files/unsafe-name.ts';
import {printable} from '../../core/text/printable.ts';
import {depthOf, type Existing, type Item, pathOf} from '../../core/transfers/item.ts';
import {isPartName} from '../../core/transfers/names.ts';
import type {TransferRequest} from '../../core/transfers/transfer.ts';
import type {FileSystem} from '../files/file-system.ts';

/** What is to be transferred: parents before what they hold, the root first. */
export type Scan = {
	readonly items: readonly Item[];
	/** The target's directory without links. */
	readonly realTarget: string;
};

export type ScanOptions = {
	readonly source: FileSystem;
	readonly target: FileSystem;
	readonly request: TransferRequest;
	readonly signal: AbortSignal;
	/** Hears how many items there are so far, and their bytes. */
	readonly onProgress?: (items: number, bytes: number) => void;
};

const deepest = 64;
const most = 1_000_000;
const directoriesAtOnce = 32;
/** More names than this are looked up by a listing of the target. */
const mostLookups = 64;

/**
 * Looks at everything that a request asks for and at what is in its place. What cannot be transferred is among the items,
 * `left` or `failed` with the reason. Throws only where nothing at all can be done.
 */
export async function scan(options: ScanOptions): Promise<Scan> {
	const {source, target, request, signal} = options;
	const {directory} = request.target;
	const isSameMachine = source.host === target.host;
	const nameFor = (path: string): string => request.name ?? nameOf(path);
	// Asked for at once: a round trip may be long.
	const [found, realTarget, named, there] = await Promise.all([
		target.stat(directory, signal),
		target.realPath(directory, signal),
		Promise.all(request.source.paths.map(path => lookUp(source, path, request.followsLinks, signal))),
		lookUpTargets(target, directory, request.source.paths.map(nameFor), signal),
	]);
	if (found.type !== 'directory') {
		throw new Failure(`${printable(directory)} is no directory.`);
	}
	const root = makeItem({parent: null, name: '', from: '', attributes: found, existing: {...found}, there});
	const walk: Walk = {...options, items: [root], bytes: 0, directories: []};
	for (const {path, from, attributes, reason} of named) {
		const name = nameFor(path);
		const entry: FileEntry = {name, ...(attributes ?? nothing), refused: whyUnsafe(name)};
		const item = await addItem(walk, root, from, entry);
		if (attributes === null) {
			item.step = 'failed';
			item.reason = reason;
		} else if (isSameMachine && (await isIntoItself(source, from, realTarget, name, attributes, signal))) {
			item.step = 'failed';
			item.reason =
				attributes.type === 'directory'
					? 'A directory cannot go into itself.'
					: 'Source and target are the same file.';
			if (walk.directories.at(-1) === item) {
				walk.directories.pop();
			}
		}
	}
	await walkDirectories(walk);
	return {items: walk.items, realTarget};
}

const nothing: FileAttributes = {type: 'file', size: 0, mtime: 0, mode: 0, uid: null, gid: null};

type Named = {
	readonly path: string;
	readonly from: string;
	readonly attributes: FileAttributes | null;
	readonly reason: string | null;
};

async function lookUp(
	files: FileSystem,
	path: string,
	followsLinks: boolean,
	signal: AbortSignal,
): Promise<Named> {
	const from = tidy(path);
	try {
		const attributes = await files.lstat(from, signal);
		if (attributes.type === 'link' && followsLinks) {
			const real = await files.realPath(from, signal);
			return {path, from: real, attributes: await files.lstat(real, signal), reason: null};
		}
		return {path, from, attributes, reason: null};
	} catch (error) {
		rethrowFatal(error, signal);
		return {path, from, attributes: null, reason: describeError(error)};
	}
}

/** What ends the whole scan: that it was cancelled, or that there is nobody to ask. */
function rethrowFatal(error: unknown, signal: AbortSignal): void {
	signal.throwIfAborted();
	if (isAbort(error) || isFileFailure(error, 'lost', 'timeout') || !(error instanceof Failure)) {
		throw error;
	}
}

async function lookUpTargets(
	target: FileSystem,
	directory: string,
	names: readonly string[],
	signal: AbortSignal,
): Promise<Map<string, Existing>> {
	if (names.length > mostLookups) {
		return listExisting(target, directory, signal);
	}
	const there = new Map<string, Existing>();
	const safe = names.filter(name => whyUnsafe(name) === null);
	await Promise.all(
		safe.map(async name => {
			try {
				there.set(name, await target.lstat(inside(directory, name), signal));
			} catch (error) {
				if (!isFileFailure(error, 'not-found')) {
					throw error;
				}
			}
		}),
	);
	return there;
}

async function listExisting(
	target: FileSystem,
	directory: string,
	signal: AbortSignal,
): Promise<Map<string, Existing>> {
	const there = new Map<string, Existing>();
	await target.list(directory, {
		signal,
		onEntries(entries) {
			for (const {name, type, size, mtime, mode, uid} of entries) {
				there.set(name, {type, size, mtime, mode, uid});
			}
		},
	});
	return there;
}

async function isIntoItself(
	files: FileSystem,
	from: string,
	realTarget: string,
	name: string,
	{type}: FileAttributes,
	signal: AbortSignal,
): Promise<boolean> {
	const real = inside(await files.realPath(parentOf(from), signal), nameOf(from));
	return real === inside(realTarget, name) || (type === 'directory' && isWithin(realTarget, real));
}

type Walk = ScanOptions & {
	readonly items: Item[];
	bytes: number;
	/** What is to be listed yet. */
	readonly directories: Item[];
};

async function walkDirectories(walk: Walk): Promise<void> {
	const running = new Set<Promise<void>>();
	let failure: {error: unknown} | null = null;
	for (let next = 0; next < walk.directories.length || running.size > 0; ) {
		if (failure !== null) {
			break;
		}
		if (next < walk.directories.length && running.size < directoriesAtOnce) {
			const listing: Promise<void> = listItem(walk, walk.directories[next++]!)
				.catch((error: unknown) => {
					failure ??= {error};
				})
				.finally(() => running.delete(listing));
			running.add(listing);
		} else {
			await Promise.race(running);
		}
	}
	if (failure !== null) {
		throw (failure as {error: unknown}).error;
	}
}

async function listItem(walk: Walk, item: Item): Promise<void> {
	const {source, target, signal, request, items} = walk;
	const entries: FileEntry[] = [];
	try {
		const isThere = item.existing?.type === 'directory';
		const [listing, there] = await Promise.all([
			source.list(item.from, {signal, onEntries: more => void entries.push(...more)}),
			isThere ? listExisting(target, inside(request.target.directory, pathOf(item)), signal) : null,
		]);
		if (listing.isTruncated) {
			throw new Failure('There is more in this directory than is listed.');
		}
		item.there = there;
	} catch (error) {
		rethrowFatal(error, signal);
		item.step = 'failed';
		item.reason = describeError(error);
		return;
	}
	const links: Array<Promise<unknown>> = [];
	for (const entry of entries) {
		if (entry.type === 'link') {
			links.push(addItem(walk, item, inside(item.from, entry.name), entry));
		} else {
			addPlain(walk, item, inside(item.from, entry.name), entry, null);
		}
		if (items.length > most) {
			throw new Failure(`There are more than ${most} files: copy parts of it.`);
		}
	}
	await Promise.all(links);
	walk.onProgress?.(items.length - 1, walk.bytes);
}

async function addItem(walk: Walk, parent: Item, from: string, entry: FileEntry): Promise<Item> {
	let leadsTo: string | null = null;
	let reason: string | null = null;
	if (entry.type === 'link' && entry.refused === null) {
		try {
			leadsTo = await walk.source.readLink(from, walk.signal);
		} catch (error) {
			rethrowFatal(error, walk.signal);
			reason = describeError(error);
		}
	}
	const item = addPlain(walk, parent, from, entry, leadsTo);
	if (reason !== null) {
		item.step = 'failed';
		item.reason = reason;
	}
	return item;
}

function addPlain(walk: Walk, parent: Item, from: string, entry: FileEntry, leadsTo: string | null): Item {
	const existing = parent.there?.get(entry.name) ?? null;
	const item = makeItem({parent, name: entry.name, from, attributes: entry, existing, leadsTo});
	const unsafe = whyRefused(walk, item, entry);
	const reason = unsafe ?? whyLeft(walk, item, entry);
	if (reason !== null) {
		item.step = unsafe === null ? 'left' : 'failed';
		item.reason = reason;
	} else if (item.type === 'directory') {
		walk.directories.push(item);
	} else if (item.type === 'file') {
		walk.bytes += item.size;
	}
	walk.items.push(item);
	return item;
}

/** Why an item cannot be had, though it should. */
function whyRefused({target}: Walk, item: Item, entry: FileEntry): string | null {
	if (item.type === 'directory' && depthOf(item) >= deepest) {
		return `It lies more than ${deepest} directories deep.`;
	}
	return entry.refused ?? (target.host === null ? whyUnsafe(entry.name, process.platform) : null);
}

/** Why an item is none of those that are copied. */
function whyLeft({source}: Walk, item: Item, entry: FileEntry): string | null {
	if (entry.type === 'other') {
		return 'It is a fifo, socket or device: those are not copied.';
	}
	if (isPartName(entry.name)) {
		return 'It is a part file of a transfer.';
	}
	return item.leadsTo === null ? null : whyNoLink(item, item.leadsTo, source.host !== null);
}

/** A link that another machine sends must stay inside of what is copied: files are written through it later. */
function whyNoLink(item: Item, leadsTo: string, isForeign: boolean): string | null {
	if (leadsTo.startsWith('/')) {
		return 'The link leads to an absolute path: such links are not copied.';
	}
	const end = join(pathOf(item.parent!), leadsTo);
	return isForeign && (end === '..' || end.startsWith('../'))
		? 'The link leads out of what is copied.'
		: null;
}

function makeItem(plan: {
	parent: Item | null;
	name: string;
	from: string;
	attributes: FileAttributes;
	existing: Existing | null;
	leadsTo?: string | null;
	there?: Item['there'];
}): Item {
	const {parent, name, from, attributes, existing, leadsTo = null, there = null} = plan;
	const {type, size, mtime, mode} = attributes;
	return {
		parent,
		name,
		from,
		type: type === 'other' ? 'file' : type,
		size: type === 'file' ? size : 0,
		mtime,
		mode,
		leadsTo,
		existing,
		step: 'ready',
		action: 'create',
		reason: null,
		arrived: 0,
		isBegun: false,
		there,
	};
}
