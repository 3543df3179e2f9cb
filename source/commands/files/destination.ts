import {Refusal} from '../../core/errors.ts';
import type {FileType} from '../../core/files/entry.ts';
import {isFileFailure} from '../../core/files/file-failure.ts';
import {inside, nameOf, parentOf, resolveTyped} from '../../core/files/paths.ts';
import {printable} from '../../core/text/printable.ts';
import type {FileSystem} from '../../services/files/file-system.ts';
import {otherSide, type Side, sides} from '../../state/files/files-state.ts';
import type {Context} from '../context.ts';
import type {Place} from './place.ts';

/** A place that something goes to, as it was typed: on which side, and where there. */
export type Typed = {readonly side: Side; readonly host: string | null; readonly path: string};

/** Where entries go: into a directory, a single one under another name where one was typed. */
export type Destination = {
	readonly side: Side;
	readonly host: string | null;
	readonly directory: string;
	readonly name: string | null;
};

/** How a path is written in a field: `web-1:/srv`, and without a host for this machine. */
export function writtenPath(host: string | null, path: string): string {
	return host === null ? path : `${host}:${path}`;
}

/**
 * Reads what was typed: `HOST:PATH` for a host on show, a bare name for the same directory, any other path for this
 * machine.
 */
export function readTyped(
	{state, files}: Pick<Context, 'state' | 'files'>,
	place: Place,
	text: string,
): Typed {
	const {columns} = state().files;
	const colon = text.indexOf(':');
	const named = sides.find(side => colon > 0 && columns[side].host === text.slice(0, colon));
	if (named !== undefined) {
		const typed = text.slice(colon + 1);
		const path = resolveTyped(typed === '' ? '~' : typed, columns[named].path, files.home(named));
		return {side: named, host: columns[named].host, path};
	}
	if (!text.includes('/') && text !== '~' && text !== '..' && text !== '.') {
		return {side: place.side, host: place.host, path: inside(place.path, text)};
	}
	const here = place.host === null ? place.side : otherSide(place.side);
	return {side: here, host: null, path: resolveTyped(text, columns[here].path, files.home(here))};
}

/** Looks what is at a typed place: a directory takes entries in, what is not there is the new name of a single one. */
export async function findDestination(
	{files}: Pick<Context, 'files'>,
	typed: Typed,
	text: string,
	isSingle: boolean,
	signal: AbortSignal,
): Promise<Destination> {
	const {side, host, path} = typed;
	const system = files.fileSystem(side);
	const type = await typeAt(system, path, signal);
	if (type === 'directory') {
		return {side, host, directory: path, name: null};
	}
	const parent = parentOf(path);
	const wanted = isSingle && !text.endsWith('/') ? parent : path;
	const found = wanted === path ? type : await typeAt(system, parent, signal);
	if (found !== 'directory') {
		const written = printable(writtenPath(host, wanted));
		throw new Refusal(
			found === null ? `There is no directory ${written}.` : `${written} is no directory.`,
			'm makes one.',
		);
	}
	return {side, host, directory: parent, name: nameOf(path)};
}

/** What is at a path, links followed; null for nothing. */
async function typeAt(system: FileSystem, path: string, signal: AbortSignal): Promise<FileType | null> {
	try {
		return (await system.stat(path, signal)).type;
	} catch (error) {
		if (isFileFailure(error, 'not-found', 'not-directory')) {
			return null;
		}
		throw error;
	}
}
