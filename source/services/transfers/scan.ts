import {describeError} from '../../core/errors.ts';
import {inside, isWithin, nameOf, parentOf, tidy} from '../../core/files/paths.ts';
import {whyUnsafe} from '../../core/files/unsafe-name.ts';
import type {Item} from '../../core/transfers/item.ts';
import {findTarget, lookBelow, type Target} from './look-at-target.ts';
import {rethrowFatal, type ScanOptions} from './scan-options.ts';
import {addNamed, beginWalk, type Named, type Walk, walkDirectories} from './walk-source.ts';

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
	const {paths} = request.source;
	const walk = beginWalk(options);
	const names = paths.map(path => request.name ?? nameOf(path));
	// Asked for at once: a round trip may be long.
	const [found, named] = await Promise.all([
		findTarget(target, request.target.directory, names, signal),
		Promise.all(paths.map((path, index) => lookUp(path, names[index]!, options))),
	]);
	for (const one of named) {
		const item = await addNamed(walk, one);
		if (one.attributes !== null && source.host === target.host) {
			await refuseIntoItself(walk, item, found);
		}
	}
	await walkDirectories(walk);
	await lookBelow(walk.items, found, options);
	return {items: walk.items, realTarget: found.realPath};
}

async function lookUp(path: string, name: string, {source, request, signal}: ScanOptions): Promise<Named> {
	const from = tidy(path);
	const refused = whyUnsafe(name);
	try {
		const attributes = await source.lstat(from, signal);
		if (attributes.type === 'link' && request.followsLinks) {
			const real = await source.realPath(from, signal);
			return {name, refused, from: real, attributes: await source.lstat(real, signal), reason: null};
		}
		return {name, refused, from, attributes, reason: null};
	} catch (error) {
		rethrowFatal(error, signal);
		return {name, refused, from, attributes: null, reason: describeError(error)};
	}
}

async function refuseIntoItself(
	{source, signal, directories}: Walk,
	item: Item,
	target: Target,
): Promise<void> {
	const real = inside(await source.realPath(parentOf(item.from), signal), nameOf(item.from));
	const isDirectory = item.type === 'directory';
	if (real !== inside(target.realPath, item.name) && !(isDirectory && isWithin(target.realPath, real))) {
		return;
	}
	item.step = 'failed';
	item.reason = isDirectory ? 'A directory cannot go into itself.' : 'Source and target are the same file.';
	if (directories.at(-1) === item) {
		directories.pop();
	}
}
