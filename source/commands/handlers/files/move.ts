import {randomBytes} from 'node:crypto';
import {describeError, type Failure, Refusal} from '../../../core/errors.ts';
import type {FileAttributes, FileEntry} from '../../../core/files/entry.ts';
import {isFileFailure} from '../../../core/files/file-failure.ts';
import {inside, nameOf, parentOf} from '../../../core/files/paths.ts';
import {sizeText, timePair} from '../../../core/files/show-entry.ts';
import {printableName} from '../../../core/text/printable.ts';
import {partName} from '../../../core/transfers/names.ts';
import type {FileSystem} from '../../../services/files/file-system.ts';
import type {Context} from '../../context.ts';
import {type Destination, writtenPath} from '../../files/destination.ts';
import {inParallel} from '../../files/in-parallel.ts';
import {ownFailure, tellFailures} from '../../files/own-failures.ts';
import {named, nameToType, onHost, type Place} from '../../files/place.ts';
import {whileBusy} from '../../while-busy.ts';
import {askErrand, queue} from './copy.ts';

/** So many requests are on their way at once: a round trip each would be slow. */
const atOnce = 32;

function sideText({size, type}: FileAttributes, time: string): string {
	return type === 'directory' ? 'a directory' : `${sizeText(size)}, ${time}`;
}

/** Asks whether what has the new name may go; both sides are on show. */
async function mayReplace(context: Context, entry: FileEntry, place: Place, to: string): Promise<boolean> {
	const {dialogs, services, state} = context;
	const {host, system} = place;
	const [there, source, target] = await Promise.all([
		system.lstat(to),
		system.realPath(place.path),
		system.realPath(parentOf(to)),
	]);
	if (source === target && nameOf(to) === entry.name) {
		throw new Refusal(`${printableName(to)} is the same file.`);
	}
	if (there.type === 'directory') {
		throw new Refusal(`There is a directory ${printableName(to)} ${onHost(host)}.`, 'Choose another name.');
	}
	const [movedAt, thereAt] = timePair(entry.mtime, there.mtime, services.now());
	return dialogs.confirm({
		title: `${printableName(to)} is there already`,
		tone: 'bad',
		body: [
			{key: 'moved', text: sideText(entry, movedAt)},
			{key: 'there now', text: sideText(there, thereAt)},
		],
		question: `Replace ${printableName(to)} ${onHost(host)}? What is there now is lost.`,
		name: nameToType(state(), host),
	});
}

/** Where a server cannot replace in one step what is there makes way, and comes back where nothing takes its place. */
async function replaceInSteps(
	system: FileSystem,
	from: string,
	to: string,
	signal: AbortSignal,
): Promise<void> {
	const aside = inside(parentOf(to), partName(randomBytes(8).toString('hex')));
	try {
		await system.rename(to, aside, {replace: false}, signal);
		await system.rename(from, to, {replace: false}, signal);
	} catch (error) {
		// What was cancelled may be done nevertheless. This fails where nothing made way, or the new file is there.
		await system.rename(aside, to, {replace: false}).catch(() => {});
		throw error;
	}
	await system.removeFile(aside, signal);
}

/** Puts an entry in the place of what is there, once that was agreed to; false when it was not. */
async function replace(context: Context, entry: FileEntry, place: Place, to: string): Promise<boolean> {
	const {system, path} = place;
	const from = inside(path, entry.name);
	if (!(await mayReplace(context, entry, place, to))) {
		return false;
	}
	await context.work(`move ${printableName(entry.name)}`, async signal => {
		try {
			await system.rename(from, to, {replace: true}, signal);
		} catch (error) {
			if (!isFileFailure(error, 'unsupported')) {
				throw error;
			}
			await replaceInSteps(system, from, to, signal);
		}
	});
	return true;
}

/** What became of each entry that was to be moved. */
type Outcome = {
	readonly moved: FileEntry[];
	/** Those that must be copied to get there. */
	readonly left: FileEntry[];
	readonly failures: (Failure | Refusal)[];
};

/** Moves entries on one machine by their names alone. The others go on where one cannot be moved. */
async function moveByName(
	context: Context,
	entries: readonly FileEntry[],
	place: Place,
	targetOf: (entry: FileEntry) => string,
): Promise<Outcome> {
	const outcome: Outcome = {moved: [], left: [], failures: []};
	const inTheWay: FileEntry[] = [];
	const {system} = place;
	// A question may follow.
	await whileBusy(context, `move ${named(entries)}`, signal =>
		inParallel(entries, atOnce, async entry => {
			try {
				const from = inside(place.path, entry.name);
				await system.rename(from, targetOf(entry), {replace: false}, signal);
				outcome.moved.push(entry);
			} catch (error) {
				if (isFileFailure(error, 'exists')) {
					inTheWay.push(entry);
				} else if (isFileFailure(error, 'other-file-system')) {
					outcome.left.push(entry);
				} else {
					outcome.failures.push(ownFailure(error));
				}
			}
		}),
	);
	for (const entry of inTheWay) {
		try {
			if (await replace(context, entry, place, targetOf(entry))) {
				outcome.moved.push(entry);
			}
		} catch (error) {
			outcome.failures.push(error instanceof Refusal ? error : ownFailure(error));
		}
	}
	return outcome;
}

/** Moves entries on one machine and says how that went; gives those that must be copied to get there. */
async function moveHere(
	context: Context,
	entries: readonly FileEntry[],
	place: Place,
	{directory, name}: Destination,
): Promise<readonly FileEntry[]> {
	const {say, files, send} = context;
	const {host, path, side} = place;
	const targetOf = (entry: FileEntry): string => inside(directory, name ?? entry.name);
	let wanted: string | null = null;
	try {
		const {moved, left, failures} = await moveByName(context, entries, place, targetOf);
		wanted = moved.length > 0 ? name : null;
		const [first, ...more] = entries;
		const [failure] = failures;
		if (failure !== undefined && more.length === 0) {
			throw failure;
		}
		const target = first !== undefined && more.length === 0 ? targetOf(first) : directory;
		const done = `Moved ${named(moved)} to ${printableName(writtenPath(host, target))}.`;
		if (failures.length > 0) {
			const reasons = failures.map(describeError);
			const isNothing = moved.length + left.length === 0;
			tellFailures(context, 'Not everything was moved', isNothing ? null : done, reasons);
		} else if (moved.length > 0) {
			say('good', done);
		}
		return left;
	} finally {
		send({
			type: 'in-files',
			event: {type: 'marks-cleared', side, names: entries.map(entry => entry.name)},
		});
		if (directory === path) {
			files.refresh(side, wanted);
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
				{key: 'to', text: printableName(to)},
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
