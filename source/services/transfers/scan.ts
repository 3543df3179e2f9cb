import {inside, isWithin, nameOf, parentOf} from '../../core/files/paths.ts';
import type {Item} from '../../core/transfers/item.ts';
import type {FileSystem} from '../files/file-system.ts';
import {findTarget, lookBelow, type Target} from './look-at-target.ts';
import {failWhatIsThere} from './same-place.ts';
import type {ScanOptions} from './scan-options.ts';
import {type Walk, type WalkOptions, walkSource} from './walk-source.ts';

/** What is to be transferred: parents before what they hold, the root first. */
export type Scan = {
	readonly items: readonly Item[];
	/** Those of them that the user named and that are not there. */
	readonly gone: ReadonlySet<Item>;
	/** The target's directory without links. */
	readonly realTarget: string;
};

/**
 * Looks at everything that a request asks for and at what is in its place. What cannot be transferred is among the items,
 * `left` or `failed` with the reason. Throws only where nothing at all can be done.
 */
export async function scan(options: ScanOptions): Promise<Scan> {
	const {source, target, request, decided, signal} = options;
	const proposed = request.source.paths.map(path => request.name ?? nameOf(path));
	const names = [...new Set([...proposed, ...[...decided.values()].map(({name}) => name)])];
	// One of both that fails ends the other.
	const over = new AbortController();
	const both = AbortSignal.any([signal, over.signal]);
	try {
		const finding = findTarget(target, request.target.directory, names, both);
		const judge = async (item: Item): Promise<string | null> =>
			whyIntoItself(item, await finding, source, both);
		const isOneSide = source.host === target.host;
		const [found, {items, named, gone}] = await Promise.all([
			finding,
			walkOf({...options, signal: both}, isOneSide ? judge : undefined),
		]);
		if (request.isMove && !isOneSide) {
			await failWhatIsThere(named, options);
		}
		for (const item of decided.size === 0 ? [] : items) {
			item.name = decided.get(item.key)?.name ?? item.name;
		}
		await lookBelow(items, found, options);
		return {items, gone, realTarget: found.realPath};
	} finally {
		over.abort();
	}
}

async function walkOf(
	{source, target, request, signal, onProgress, ahead}: ScanOptions,
	judge: WalkOptions['judge'],
): Promise<Walk> {
	const {name, followsLinks} = request;
	const known = await ahead?.(request, onProgress);
	if (known) {
		return known;
	}
	const {walk, over} = walkSource({
		source,
		paths: request.source.paths,
		isTargetHere: target.host === null,
		...{name, followsLinks, signal, judge},
	});
	walk.onProgress = onProgress ?? walk.onProgress;
	await over;
	return walk;
}

async function whyIntoItself(
	item: Item,
	target: Target,
	source: FileSystem,
	signal: AbortSignal,
): Promise<string | null> {
	const real = inside(await source.realPath(parentOf(item.from), signal), nameOf(item.from));
	const isDirectory = item.type === 'directory';
	if (real !== inside(target.realPath, item.name) && !(isDirectory && isWithin(target.realPath, real))) {
		return null;
	}
	return isDirectory ? 'A directory cannot go into itself.' : 'Source and target are the same file.';
}
