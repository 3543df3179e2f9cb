import {describeError, Failure} from '../../core/errors.ts';
import type {FileAttributes, FileEntry} from '../../core/files/entry.ts';
import {isFileFailure} from '../../core/files/file-failure.ts';
import {inside, nameOf, tidy} from '../../core/files/paths.ts';
import {whyUnsafe} from '../../core/files/unsafe-name.ts';
import {depthOf, type Item} from '../../core/transfers/item.ts';
import {isPartName} from '../../core/transfers/names.ts';
import {whyNoLink} from '../../core/transfers/why-no-link.ts';
import type {FileSystem} from '../files/file-system.ts';
import {rethrowFatal} from './rethrow-fatal.ts';

export type WalkOptions = {
	readonly source: FileSystem;
	readonly paths: readonly string[];
	/** What is named is copied, not the link to it. */
	readonly followsLinks: boolean;
	/** The only thing that is named gets this name at the target; null: its own. */
	readonly name: string | null;
	/** Whether the target is this machine. */
	readonly isTargetHere: boolean;
	readonly signal: AbortSignal;
	/** Why something that is named is not to be copied, nor walked over; null: it is. */
	readonly judge?: ((item: Item) => Promise<string | null>) | undefined;
};

/** Something that the user named. */
type Named = {
	/** Its name at the target; `refused` says why that cannot be one. */
	readonly name: string;
	readonly refused: string | null;
	readonly from: string;
	readonly key: string;
	/** Null where it cannot be looked at, for this `reason`. */
	readonly attributes: FileAttributes | null;
	readonly reason: string | null;
	readonly isGone: boolean;
};

export type Walk = Pick<WalkOptions, 'source' | 'isTargetHere' | 'signal'> & {
	/** The root first; it stands for the target's directory. Then each directory before what it holds. */
	readonly items: Item[];
	/** Those that the user named, in that order. */
	readonly named: Item[];
	/** Those of them that are not there. */
	readonly gone: Set<Item>;
	/** What is to be listed yet. */
	readonly directories: Item[];
	/** Hears how many items there are so far. */
	onProgress: (items: number) => void;
};

const deepest = 64;
const most = 1_000_000;
/** Of a host. Those of this machine are listed by calls that end at once. */
const directoriesAtOnce = 32;
const nothing: FileAttributes = {type: 'file', size: 0, mtime: 0, mode: 0, uid: null, gid: null};

/** Begins to walk over what the user named and all that lies in it; `over` when there is no more. */
export function walkSource({source, isTargetHere, signal, ...named}: WalkOptions): {
	readonly walk: Walk;
	readonly over: Promise<void>;
} {
	const attributes = {...nothing, type: 'directory'} as const;
	const root = makeItem({parent: null, name: '', from: '', key: '', attributes});
	const own = {items: [root], named: [], gone: new Set<Item>(), directories: [], onProgress() {}};
	const walk: Walk = {source, isTargetHere, signal, ...own};
	return {walk, over: walkAll(walk, named)};
}

async function walkAll(
	walk: Walk,
	{paths, name, followsLinks, judge}: Pick<WalkOptions, 'paths' | 'name' | 'followsLinks' | 'judge'>,
): Promise<void> {
	// Asked for at once: a round trip may be long.
	const found = await Promise.all(
		[...new Set(paths)].map(path => lookUp(walk, path, name ?? nameOf(path), followsLinks)),
	);
	for (const one of found) {
		const item = await addNamed(walk, one);
		walk.named.push(item);
		const reason = one.attributes === null ? null : ((await judge?.(item)) ?? null);
		if (reason !== null) {
			item.step = 'failed';
			item.reason = reason;
			if (walk.directories.at(-1) === item) {
				walk.directories.pop();
			}
		}
	}
	await walkDirectories(walk);
}

async function lookUp(
	{source, signal}: Walk,
	path: string,
	name: string,
	followsLinks: boolean,
): Promise<Named> {
	const key = tidy(path);
	const refused = whyUnsafe(name);
	try {
		const attributes = await source.lstat(key, signal);
		if (attributes.type === 'link' && followsLinks) {
			const real = await source.realPath(key, signal);
			const led = await source.lstat(real, signal);
			return {name, refused, from: real, key, attributes: led, reason: null, isGone: false};
		}
		return {name, refused, from: key, key, attributes, reason: null, isGone: false};
	} catch (error) {
		rethrowFatal(error, signal);
		const isGone = isFileFailure(error, 'not-found');
		return {name, refused, from: key, key, attributes: null, reason: describeError(error), isGone};
	}
}

/** Adds what the user named. */
async function addNamed(
	walk: Walk,
	{name, refused, from, key, attributes, reason, isGone}: Named,
): Promise<Item> {
	const entry = {name, ...(attributes ?? nothing), refused};
	const item = await addItem(walk, walk.items[0]!, {from, key}, entry);
	if (attributes === null) {
		item.step = 'failed';
		item.reason = reason;
	}
	if (isGone) {
		walk.gone.add(item);
	}
	return item;
}

/** Adds all that lies in the directories that were added, and in those in them. */
async function walkDirectories(walk: Walk): Promise<void> {
	const mostAtOnce = walk.source.host === null ? 1 : directoriesAtOnce;
	const running = new Set<Promise<void>>();
	let failure: {error: unknown} | null = null;
	for (let next = 0; next < walk.directories.length || running.size > 0; ) {
		if (failure !== null) {
			break;
		}
		if (next < walk.directories.length && running.size < mostAtOnce) {
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
	const {source, signal, items} = walk;
	const entries: FileEntry[] = [];
	try {
		const {isTruncated} = await source.list(item.from, {
			signal,
			onEntries: more => void entries.push(...more),
		});
		if (isTruncated) {
			throw new Failure('There is more in this directory than is listed.');
		}
	} catch (error) {
		rethrowFatal(error, signal);
		item.step = 'failed';
		item.reason = describeError(error);
		return;
	}
	const links: Array<Promise<unknown>> = [];
	for (const entry of entries) {
		const from = inside(item.from, entry.name);
		const paths = {from, key: item.key === item.from ? from : inside(item.key, entry.name)};
		if (entry.type === 'link') {
			links.push(addItem(walk, item, paths, entry));
		} else {
			addPlain(walk, item, paths, entry, null);
		}
		if (items.length > most) {
			throw new Failure(`There are more than ${most} files: copy parts of it.`);
		}
	}
	await Promise.all(links);
	walk.onProgress(items.length - 1);
}

/** See Item. */
type Paths = Pick<Item, 'from' | 'key'>;

async function addItem(walk: Walk, parent: Item, paths: Paths, entry: FileEntry): Promise<Item> {
	let leadsTo: string | null = null;
	let reason: string | null = null;
	if (entry.type === 'link' && entry.refused === null) {
		try {
			leadsTo = await walk.source.readLink(paths.from, walk.signal);
		} catch (error) {
			rethrowFatal(error, walk.signal);
			reason = describeError(error);
		}
	}
	const item = addPlain(walk, parent, paths, entry, leadsTo);
	if (reason !== null) {
		item.step = 'failed';
		item.reason = reason;
	}
	return item;
}

function addPlain(
	walk: Walk,
	parent: Item,
	{from, key}: Paths,
	entry: FileEntry,
	leadsTo: string | null,
): Item {
	const item = makeItem({parent, name: entry.name, from, key, attributes: entry, leadsTo});
	const unsafe = whyRefused(walk, item, entry);
	const reason = unsafe ?? whyLeft(walk, item, entry);
	if (reason !== null) {
		item.step = unsafe === null ? 'left' : 'failed';
		item.reason = reason;
	} else if (item.type === 'directory') {
		walk.directories.push(item);
	}
	walk.items.push(item);
	parent.children?.push(item);
	return item;
}

/** Why an item cannot be had, though it should. */
function whyRefused({isTargetHere}: Walk, item: Item, entry: FileEntry): string | null {
	if (item.type === 'directory' && depthOf(item) >= deepest) {
		return `It lies more than ${deepest} directories deep.`;
	}
	return entry.refused ?? (isTargetHere ? whyUnsafe(entry.name, process.platform) : null);
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

function makeItem(plan: {
	parent: Item | null;
	name: string;
	from: string;
	key: string;
	attributes: FileAttributes;
	leadsTo?: string | null;
}): Item {
	const {parent, name, from, key, attributes, leadsTo = null} = plan;
	const {type, size, mtime, mode} = attributes;
	return {
		parent,
		children: type === 'directory' ? [] : null,
		name,
		from,
		key,
		type: type === 'other' ? 'file' : type,
		size: type === 'file' ? size : 0,
		mtime,
		mode,
		leadsTo,
		existing: null,
		step: 'ready',
		action: 'create',
		reason: null,
		arrived: 0,
		isBegun: false,
		there: null,
	};
}
