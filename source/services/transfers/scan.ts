import {inside, isWithin, nameOf, parentOf} from '../../core/files/paths.ts';
import type {Item} from '../../core/transfers/item.ts';
import type {FileSystem} from '../files/file-system.ts';
import {findTarget, lookBelow, type Target} from './look-at-target.ts';
import type {ScanOptions} from './scan-options.ts';
import {type Walk, walkSource} from './walk-source.ts';

/** What is to be transferred: parents before what they hold, the root first. */
export type Scan = {
	readonly items: readonly Item[];
	/** The target's directory without links. */
	readonly realTarget: string;
};

/**
 * Looks at everything that a request asks for and at what is in its place. What cannot be transferred is among the items,
 * `left` or `failed` with the reason. Throws only where nothing at all can be done.
 */
export async function scan(options: ScanOptions): Promise<Scan> {
	const {source, target, request, signal} = options;
	const names = request.source.paths.map(path => request.name ?? nameOf(path));
	const [found, walk] = await Promise.all([
		findTarget(target, request.target.directory, names, signal),
		walkOf(options),
	]);
	const items = source.host === target.host ? await refuseIntoItself(walk, found) : walk.items;
	await lookBelow(items, found, options);
	return {items, realTarget: found.realPath};
}

async function walkOf({source, target, request, signal, onProgress, ahead}: ScanOptions): Promise<Walk> {
	const isTargetHere = target.host === null;
	const {name, followsLinks} = request;
	const known = await ahead?.(request, onProgress);
	if (known) {
		return known;
	}
	const {walk, over} = walkSource({
		source,
		paths: request.source.paths,
		...{name, followsLinks, isTargetHere, signal},
	});
	walk.onProgress = onProgress ?? walk.onProgress;
	await over;
	return walk;
}

/** Gives the items without what lies in those that cannot be copied to where they are. */
async function refuseIntoItself({source, signal, items, named}: Walk, target: Target): Promise<Item[]> {
	const refused = new Set<Item>();
	for (const item of named) {
		if (item.step !== 'failed' && (await isIntoItself(item, target, source, signal))) {
			const isDirectory = item.type === 'directory';
			item.step = 'failed';
			item.reason = isDirectory
				? 'A directory cannot go into itself.'
				: 'Source and target are the same file.';
			refused.add(item);
		}
	}
	const isBelow = ({parent}: Item): boolean => parent !== null && (refused.has(parent) || isBelow(parent));
	return refused.size === 0 ? items : items.filter(item => !isBelow(item));
}

async function isIntoItself(
	item: Item,
	target: Target,
	source: FileSystem,
	signal: AbortSignal,
): Promise<boolean> {
	const real = inside(await source.realPath(parentOf(item.from), signal), nameOf(item.from));
	return (
		real === inside(target.realPath, item.name) ||
		(item.type === 'directory' && isWithin(target.realPath, real))
	);
}
