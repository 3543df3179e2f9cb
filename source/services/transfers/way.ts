import {lstatSync} from 'node:fs';
import {fileFailure} from '../../core/files/file-failure.ts';
import {inside} from '../../core/files/paths.ts';
import {type Item, targetOf} from '../../core/transfers/item.ts';
import {localFailure} from '../files/local/local-failure.ts';
import {systemPath} from '../files/local/system-path.ts';
import type {Carry} from './carry.ts';

/** The way to a directory of a transfer at its target: the path, and on this machine the directory that was there last. */
export type Way = {
	readonly path: string;
	seen: {readonly dev: bigint; readonly ino: bigint} | null;
	/** It was looked at in this turn of the event loop, in which dozens of files go it. */
	isFresh: boolean;
};

/** A way that is still to be looked at. */
export function newWay(path: string): Way {
	return {path, seen: null, isFresh: false};
}

/** The way to the directory that an item goes into. */
function wayOf(parent: Item, {ways, directory}: Carry): Way {
	let way = ways.get(parent);
	if (way === undefined) {
		way = newWay(targetOf(parent, directory));
		ways.set(parent, way);
	}
	return way;
}

/** The path of the directory that an item, which is not the root, goes into. */
export function directoryOf({parent}: Item, carry: Carry): string {
	return wayOf(parent!, carry).path;
}

/**
 * On this machine every directory below the target's own must be one, not a link to another. A path that leads to the
 * very directory that was looked at before need not be looked at again name by name.
 */
export function checkWay({parent}: Item, carry: Carry): void {
	if (carry.target.host !== null || parent === null || parent.parent === null) {
		return;
	}
	const way = wayOf(parent, carry);
	if (!way.isFresh) {
		walk(way, carry);
		way.isFresh = true;
		setImmediate(() => {
			way.isFresh = false;
		});
	}
}

function walk(way: Way, carry: Carry): void {
	const stats = look(way.path);
	if (stats?.isDirectory() && stats.ino === way.seen?.ino && stats.dev === way.seen.dev) {
		return;
	}
	let path = carry.directory;
	const below = way.path.slice(inside(path, '').length);
	for (const name of below.split('/')) {
		path = inside(path, name);
		const found = look(path);
		if (found === undefined || !found.isDirectory()) {
			const why = found === undefined ? 'it is gone' : 'it is a link, or no directory any more';
			throw fileFailure({code: 'not-directory', action: 'write into', path, host: null, why});
		}
		way.seen = found;
	}
}

function look(path: string) {
	try {
		return lstatSync(systemPath(path), {bigint: true, throwIfNoEntry: false});
	} catch (error) {
		throw localFailure('look at', path, error);
	}
}
