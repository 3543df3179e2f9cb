import {Failure} from '../../../core/errors.ts';
import type {FileEntry} from '../../../core/files/entry.ts';
import {sizeText} from '../../../core/files/show-entry.ts';
import {counted, grouped} from '../../../core/text/numbers.ts';
import {printableName} from '../../../core/text/printable.ts';
import type {Context} from '../../context.ts';
import {tellFailures} from '../../files/own-failures.ts';
import {chosenFor, focusedPlace, named, nameToType, onHost, type Place} from '../../files/place.ts';
import {countTree, type Deletion, deleteTree, type TreeCount} from '../../files/tree.ts';
import {whileBusy} from '../../while-busy.ts';

const mostListed = 8;
const tellInterval = 200;

/** Calls `tell` at most five times a second. */
function seldom<Args extends readonly unknown[]>(
	now: () => number,
	tell: (...args: Args) => void,
): (...args: Args) => void {
	let last = Number.NEGATIVE_INFINITY;
	return (...args) => {
		if (now() - last >= tellInterval) {
			last = now();
			tell(...args);
		}
	};
}

function countText({files, directories, links, bytes, unread}: TreeCount): string {
	const parts = [
		directories > 0 ? counted(directories, 'directory', 'directories') : '',
		files > 0 ? `${counted(files, 'file')} (${sizeText(bytes)})` : '',
		links > 0 ? `${counted(links, 'link')}, not what ${links === 1 ? 'it leads' : 'they lead'} to` : '',
		unread > 0 ? `and what is in ${counted(unread, 'directory', 'directories')} that cannot be read` : '',
	];
	return parts.filter(Boolean).join(', ');
}

/** What is to be deleted, with as many entries as the end will tell. */
function inAll(entries: readonly FileEntry[], all: number, {unread}: TreeCount): string {
	const what = named(entries);
	if (all === entries.length && unread === 0) {
		return what;
	}
	const [it, count] =
		entries.length === 1 ? ['it', counted(all, 'entry', 'entries')] : ['them', grouped(all)];
	return `${what} and what is in ${it}, ${unread > 0 ? 'at least ' : ''}${count} in all,`;
}

function tell(context: Context, {deleted, failures}: Deletion, where: string): void {
	const done = `Deleted ${counted(deleted, 'entry', 'entries')} ${where}.`;
	if (failures.length === 0) {
		context.say('good', done);
	} else {
		tellFailures(context, 'Not everything was deleted', deleted > 0 ? done : null, failures);
	}
}

/** Counts what is in some entries. Until it is known a dialog has the keys: what is typed ahead is meant for the question. */
async function countAll(
	context: Context,
	place: Pick<Place, 'system' | 'path'>,
	entries: readonly FileEntry[],
): Promise<TreeCount> {
	const title = `Look at what is in ${named(entries)}`;
	const counts: TreeCount[] = [];
	await whileBusy(context, title, async (signal, retitle) => {
		const tellCount = seldom(context.services.now, (soFar: TreeCount) => retitle(countText(soFar)));
		counts.push(await countTree({...place, entries, signal}, tellCount));
	});
	return counts[0] as TreeCount;
}

/** Deletes what is marked or under the cursor, directories with all that is in them, once that was shown and agreed to. */
export async function deleteChosen(context: Context): Promise<void> {
	const {state, send, work, dialogs, files, services} = context;
	const place = focusedPlace(context);
	const {side, column, host, path} = place;
	const entries = chosenFor(column, 'delete');
	const what = named(entries);
	const total = await countAll(context, place, entries);
	const all = total.files + total.directories + total.links;
	const names = entries
		.slice(0, mostListed)
		.map(({name, type}) => printableName(name) + (type === 'directory' ? '/' : ''));
	const left = entries.length - mostListed;
	const isAgreed = await dialogs.confirm({
		title: `Delete ${onHost(host)}`,
		tone: 'bad',
		body: [
			{text: `In ${path}:`},
			...names.map(text => ({text: `  ${text}`})),
			...(left > 0 ? [{text: `  … and ${counted(left, 'more', 'more')}`}] : []),
			{text: ''},
			{text: `In all: ${countText(total)}. There is no way back.`},
		],
		question: `Delete ${inAll(entries, all, total)} ${onHost(host)}?`,
		name: nameToType(state(), host),
	});
	if (!isAgreed) {
		return;
	}
	const {system} = place;
	try {
		await work(`delete ${what}`, async (signal, retitle) => {
			const tellDeleted = seldom(services.now, (deleted: number) =>
				retitle(`delete ${what}: ${grouped(deleted)} of ${counted(all, 'entry', 'entries')}`),
			);
			tell(context, await deleteTree({system, path, entries, signal}, tellDeleted), onHost(host));
		});
	} catch (error) {
		if (error instanceof Failure) {
			throw error;
		}
		context.say('warning', 'Deleting was cancelled: what was deleted by then is gone.');
	} finally {
		send({
			type: 'in-files',
			event: {type: 'marks-cleared', side, names: entries.map(({name}) => name)},
		});
		files.refreshDirectory(host, path);
	}
}
