import {Refusal} from '../core/errors.ts';
import type {FileEntry} from '../core/files/entry.ts';
import {isFileFailure} from '../core/files/file-failure.ts';
import {inside, nameOf, parentOf} from '../core/files/paths.ts';
import {modeText, octalText} from '../core/files/show-entry.ts';
import {parseTarget} from '../core/files/target.ts';
import {counted} from '../core/text/numbers.ts';
import {printable} from '../core/text/printable.ts';
import type {FileSystem} from '../services/files/file-system.ts';
import {openRemoteFiles} from '../services/files/remote-files.ts';
import type {Ssh} from '../services/ssh/program.ts';
import {openCliConnections} from './connections.ts';
import {helpHint} from './help-hint.ts';
import {jsonText} from './print-json.ts';

type Write = (text: string) => void;

export type LsOptions = {
	readonly json: boolean;
	readonly signal: AbortSignal;
};

/**
 * `sallyport ls HOST:PATH [--json]`: what is in a directory of a host, or the file itself, hidden files included, in the
 * order of `LC_ALL=C ls`. A name that could lead elsewhere is marked, and left out of JSON. Gives the exit code: 1 when the
 * list is not whole. Throws a Refusal for a place that is none, and as openRemoteFiles does.
 */
export async function lsCommand(
	ssh: Ssh,
	place: string,
	{json, signal}: LsOptions,
	out: Write,
	err: Write,
): Promise<number> {
	const {host, path: typed} = parseTarget(place);
	if (host === null) {
		throw new Refusal('ls needs a place like web-1:/srv; web-1: is the home directory there.', helpHint);
	}
	const connections = openCliConnections(ssh);
	let files: FileSystem | null = null;
	try {
		files = await openRemoteFiles(connections, host, {signal});
		const path = await files.expand(typed, signal);
		const {directory, entries, isTruncated} = await entriesOf(files, path, signal);
		const unsafe = entries.filter(({refused}) => refused !== null);
		if (json) {
			const safe = entries.filter(({refused}) => refused === null);
			out(jsonText(safe.map(forMachines)));
		} else {
			const targets = await targetsOf(files, directory, entries, signal);
			out(entries.map(entry => line(entry, targets.get(entry))).join(''));
		}
		if (isTruncated) {
			err(
				`sallyport: ${printable(path)} has more than ${counted(entries.length, 'entry', 'entries')}: the rest is left out.\n`,
			);
		}
		if (json && unsafe.length > 0) {
			err(`sallyport: ${counted(unsafe.length, 'unsafe name')} left out.\n`);
		}
		return isTruncated || unsafe.length > 0 ? 1 : 0;
	} finally {
		files?.close();
		connections.close();
	}
}

async function entriesOf(
	files: FileSystem,
	path: string,
	signal: AbortSignal,
): Promise<{directory: string; entries: readonly FileEntry[]; isTruncated: boolean}> {
	const entries: FileEntry[] = [];
	const onEntries = (some: readonly FileEntry[]): void => void entries.push(...some);
	const listing = files.list(path, {signal, onEntries});
	try {
		const {isTruncated} = await listing;
		entries.sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
		return {directory: path, entries, isTruncated};
	} catch (error) {
		if (!isFileFailure(error, 'not-directory', 'not-found')) {
			throw error;
		}
		// A file, or a link that leads to one or to nothing: it is listed itself.
		const attributes = await files.lstat(path, signal).catch(() => null);
		if (attributes === null) {
			throw error;
		}
		const entry = {name: nameOf(path), ...attributes, refused: null};
		return {directory: parentOf(path), entries: [entry], isTruncated: false};
	}
}

function forMachines({name, type, size, mtime, mode}: FileEntry): object {
	return {name, type, size, mtime, mode: octalText(mode)};
}

const atOnce = 256;

/** Where links lead, as far as that can be read. */
async function targetsOf(
	files: FileSystem,
	directory: string,
	entries: readonly FileEntry[],
	signal: AbortSignal,
): Promise<ReadonlyMap<FileEntry, string>> {
	const links = entries.filter(({type, refused}) => type === 'link' && refused === null);
	const targets = new Map<FileEntry, string>();
	for (let start = 0; start < links.length; start += atOnce) {
		const reading = links.slice(start, start + atOnce).map(async link => {
			const target = await files.readLink(inside(directory, link.name), signal).catch(() => null);
			if (target !== null) {
				targets.set(link, target);
			}
		});
		await Promise.all(reading);
		signal.throwIfAborted();
	}
	return targets;
}

const letters = {file: '-', directory: 'd', link: 'l', other: '?'} as const;

/** The name stands last: nothing in it can move a column. */
function line(entry: FileEntry, target: string | undefined): string {
	const {name, type, size, mtime, mode, refused} = entry;
	const leads = target === undefined ? '' : ` -> ${printable(target)}`;
	const note = refused === null ? '' : `  (never opened: ${refused})`;
	return `${letters[type]}${modeText(mode)}  ${String(size).padStart(12)}  ${minute(mtime)}  ${printable(name)}${leads}${note}\n`;
}

/** `2026-11-24 19:03`, in the zone of this machine. */
function minute(mtime: number): string {
	const date = new Date(mtime * 1000);
	const two = (value: number): string => String(value).padStart(2, '0');
	return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
