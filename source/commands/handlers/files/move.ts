import {Refusal} from '../../../core/errors.ts';
import type {FileAttributes, FileEntry} from '../../../core/files/entry.ts';
import {isFileFailure} from '../../../core/files/file-failure.ts';
import {inside} from '../../../core/files/paths.ts';
import {sizeText, timeText} from '../../../core/files/show-entry.ts';
import {printable} from '../../../core/text/printable.ts';
import type {Context} from '../../context.ts';
import {type Destination, writtenPath} from '../../files/destination.ts';
import {named, nameToType, onHost, type Place} from '../../files/place.ts';
import {askErrand, queue} from './copy.ts';

function sideText({size, mtime, type}: FileAttributes, now: number): string {
	return type === 'directory' ? 'a directory' : `${sizeText(size)}, ${timeText(mtime, now)}`;
}

/** Asks whether what has the new name may go; both sides are on show. */
async function mayReplace(context: Context, entry: FileEntry, place: Place, to: string): Promise<boolean> {
	const {dialogs, services, state} = context;
	const {host, system} = place;
	const now = services.now();
	const there = await system.lstat(to);
	if (there.type === 'directory') {
		throw new Refusal(`There is a directory ${printable(to)} ${onHost(host)}.`, 'Choose another name.');
	}
	return dialogs.confirm({
		title: `${printable(to)} is there already`,
		tone: 'bad',
		body: [
			{key: 'moved', text: sideText(entry, now)},
			{key: 'there now', text: sideText(there, now)},
		],
		question: `Replace ${to} ${onHost(host)}? What is there now is lost.`,
		name: nameToType(state(), host),
	});
}

/** Gives an entry its new path on the same machine; false when that was left because of what is there. */
async function rename(
	context: Context,
	entry: FileEntry,
	place: Place,
	to: string,
	signal: AbortSignal,
): Promise<boolean> {
	const {system, path} = place;
	const from = inside(path, entry.name);
	try {
		await system.rename(from, to, {replace: false}, signal);
		return true;
	} catch (error) {
		if (!isFileFailure(error, 'exists')) {
			throw error;
		}
	}
	if (!(await mayReplace(context, entry, place, to))) {
		return false;
	}
	try {
		await system.rename(from, to, {replace: true}, signal);
	} catch (error) {
		if (!isFileFailure(error, 'unsupported')) {
			throw error;
		}
		// A server that cannot do both in one step.
		await system.removeFile(to, signal);
		await system.rename(from, to, {replace: false}, signal);
	}
	return true;
}

/** Moves entries on one machine, one after the other, by their names alone; gives those that must be copied to get there. */
async function moveHere(
	context: Context,
	entries: readonly FileEntry[],
	place: Place,
	destination: Destination,
): Promise<readonly FileEntry[]> {
	const {work, say, files, send} = context;
	const {host, path, side} = place;
	const {directory, name} = destination;
	const left: FileEntry[] = [];
	let moved = 0;
	try {
		await work(`move ${named(entries)}`, async signal => {
			for (const entry of entries) {
				const to = inside(directory, name ?? entry.name);
				try {
					moved += (await rename(context, entry, place, to, signal)) ? 1 : 0;
				} catch (error) {
					if (!isFileFailure(error, 'other-file-system')) {
						throw error;
					}
					left.push(entry);
				}
			}
		});
		const [first] = entries;
		const target = entries.length === 1 && first ? inside(directory, name ?? first.name) : directory;
		if (moved > 0) {
			say('good', `Moved ${named(entries.slice(0, moved))} to ${printable(writtenPath(host, target))}`);
		}
		return left;
	} finally {
		send({
			type: 'in-files',
			event: {type: 'marks-cleared', side, names: entries.map(entry => entry.name)},
		});
		if (directory === path) {
			files.refresh(side, moved > 0 ? name : null);
		} else {
			files.refreshDirectory(host, path);
			files.refreshDirectory(host, directory);
		}
	}
}

/** `r`: asks where to, and moves or renames what is marked or under the cursor; to another machine that is a copy first. */
export async function moveChosen(context: Context): Promise<void> {
	const {state, dialogs} = context;
	const errand = await askErrand(context, {verb: 'move', title: 'Move'});
	if (errand === null) {
		return;
	}
	const {place, entries, destination} = errand;
	const name = nameToType(state(), place.host) ?? nameToType(state(), destination.host);
	const to = writtenPath(destination.host, inside(destination.directory, destination.name ?? ''));
	const isAgreed =
		name === undefined ||
		(await dialogs.confirm({
			title: `Move ${onHost(place.host)}`,
			tone: 'bad',
			body: [
				{key: 'from', text: writtenPath(place.host, place.path)},
				{key: 'to', text: to},
			],
			question: `Move ${named(entries)}?`,
			name,
		}));
	if (!isAgreed) {
		return;
	}
	if (destination.host !== place.host) {
		queue(context, errand, true);
		return;
	}
	const left = await moveHere(context, entries, place, destination);
	if (left.length > 0) {
		queue(context, {...errand, entries: left}, true);
	}
}
