import {describeError, Failure} from '../../core/errors.ts';
import type {FileAttributes} from '../../core/files/entry.ts';
import {isFileFailure} from '../../core/files/file-failure.ts';
import {inside} from '../../core/files/paths.ts';
import {whyUnsafe} from '../../core/files/unsafe-name.ts';
import {printable} from '../../core/text/printable.ts';
import {type Existing, type Item, targetOf} from '../../core/transfers/item.ts';
import type {FileSystem} from '../files/file-system.ts';
import {inTurns} from './in-turns.ts';
import {rethrowFatal} from './rethrow-fatal.ts';
import type {ScanOptions} from './scan-options.ts';

/** The directory that all goes into. */
export type Target = {
	readonly attributes: FileAttributes;
	/** Its path without links. */
	readonly realPath: string;
	/** What has one of the names that are to come there. */
	readonly there: ReadonlyMap<string, Existing>;
};

/** More names than this are looked up by a listing. */
const mostLookups = 64;
const listingsAtOnce = 32;

/** Looks at the target's directory. Throws a Failure where it is none. */
export async function findTarget(
	files: FileSystem,
	directory: string,
	names: readonly string[],
	signal: AbortSignal,
): Promise<Target> {
	const [attributes, realPath, there] = await Promise.all([
		files.stat(directory, signal),
		files.realPath(directory, signal),
		names.length > mostLookups
			? listExisting(files, directory, signal)
			: lookUpNames(files, directory, names, signal),
	]);
	if (attributes.type !== 'directory') {
		throw new Failure(`${printable(directory)} is no directory.`);
	}
	return {attributes, realPath, there};
}

async function lookUpNames(
	files: FileSystem,
	directory: string,
	names: readonly string[],
	signal: AbortSignal,
): Promise<Map<string, Existing>> {
	const there = new Map<string, Existing>();
	const lookUp = async (name: string): Promise<void> => {
		try {
			there.set(name, await files.lstat(inside(directory, name), signal));
		} catch (error) {
			if (!isFileFailure(error, 'not-found')) {
				throw error;
			}
		}
	};
	await Promise.all(names.filter(name => whyUnsafe(name) === null).map(lookUp));
	return there;
}

async function listExisting(
	files: FileSystem,
	directory: string,
	signal: AbortSignal,
): Promise<Map<string, Existing>> {
	const there = new Map<string, Existing>();
	await files.list(directory, {
		signal,
		onEntries(entries) {
			for (const {name, type, size, mtime, mode, uid, gid} of entries) {
				there.set(name, {type, size, mtime, mode, uid, gid});
			}
		},
	});
	return there;
}

/** Notes at each item what is in its place: directories that exist on both sides are listed, those above first. */
export async function lookBelow(
	items: readonly Item[],
	found: Target,
	{target, request, signal}: Pick<ScanOptions, 'target' | 'request' | 'signal'>,
): Promise<void> {
	const root = items[0]!;
	root.existing = found.attributes;
	root.there = found.there;
	let level = exist(items, new Set([root]));
	while (level.length > 0) {
		const listed = new Set<Item>();
		const list = async (item: Item): Promise<void> => {
			try {
				item.there = await listExisting(target, targetOf(item, request.target.directory), signal);
				listed.add(item);
			} catch (error) {
				rethrowFatal(error, signal);
				item.step = 'failed';
				item.reason = describeError(error);
			}
		};
		await inTurns(level, list, listingsAtOnce);
		level = listed.size === 0 ? [] : exist(items, listed);
	}
	await lookBehindLinks(items, {target, request, signal});
}

/** A file replaces what a link in its place leads to: that is the size and the time it is compared with. */
async function lookBehindLinks(
	items: readonly Item[],
	{target, request, signal}: Pick<ScanOptions, 'target' | 'request' | 'signal'>,
): Promise<void> {
	const through = items.filter(({type, existing}) => type === 'file' && existing?.type === 'link');
	await inTurns(through, async item => {
		try {
			const {size, mtime} = await target.stat(targetOf(item, request.target.directory), signal);
			item.existing = {...item.existing!, size, mtime};
		} catch (error) {
			rethrowFatal(error, signal);
		}
	});
}

/** Notes what is in the place of all that lies in these directories; gives the directories among it that exist. */
function exist(items: readonly Item[], parents: ReadonlySet<Item>): Item[] {
	const directories: Item[] = [];
	for (const item of items) {
		if (item.parent === null || !parents.has(item.parent)) {
			continue;
		}
		item.existing = item.parent.there?.get(item.name) ?? null;
		if (item.type === 'directory' && item.step === 'ready' && item.existing?.type === 'directory') {
			directories.push(item);
		}
	}
	return directories;
}
