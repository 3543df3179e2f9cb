import {Refusal} from '../../../core/errors.ts';
import type {FileEntry} from '../../../core/files/entry.ts';
import {inside, isWithin, parentOf} from '../../../core/files/paths.ts';
import {counted} from '../../../core/text/numbers.ts';
import {printableName} from '../../../core/text/printable.ts';
import type {Context} from '../../context.ts';
import {type Destination, findDestination, writtenPath} from '../../files/destination.ts';
import {chosenFor, focusedPlace, named, type Place} from '../../files/place.ts';
import {askWhere} from './ask-where.ts';

/** What a person wants copied or moved, and where to. */
export type Errand = {
	readonly place: Place;
	readonly entries: readonly FileEntry[];
	readonly destination: Destination;
};

/** Refuses what would put something into itself or onto itself. */
function refuseNonsense({place, entries, destination}: Errand): void {
	const {directory, name, host} = destination;
	for (const entry of entries) {
		const from = inside(place.path, entry.name);
		const to = inside(directory, name ?? entry.name);
		if (host === place.host && to === from) {
			throw new Refusal(`${printableName(writtenPath(host, from))} is there already.`);
		}
		if (host === place.host && entry.type === 'directory' && isWithin(to, from)) {
			throw new Refusal(`${printableName(from)} cannot go into itself.`);
		}
	}
}

/** Asks where what is marked or under the cursor is to go, and looks what is there. Null: nowhere. */
export async function askErrand(
	context: Context,
	words: {readonly verb: 'copy' | 'move'; readonly title: string},
): Promise<Errand | null> {
	const place = focusedPlace(context);
	const entries = chosenFor(place.column, words.verb);
	const [first] = entries;
	const asked = await askWhere(context, place, {
		title: `${words.title} ${named(entries)} from ${place.host ?? 'this machine'}`,
		name: entries.length === 1 && first ? first.name : null,
		submit: words.verb,
	});
	if (asked === null) {
		return null;
	}
	const {text, isProposed} = asked;
	const typed = isProposed ? {...asked.typed, path: parentOf(asked.typed.path)} : asked.typed;
	const isSingle = entries.length === 1 && !isProposed;
	const found: Destination[] = [];
	await context.work('look at where it goes', async signal => {
		found.push(await findDestination(context, typed, text, isSingle, signal));
	});
	const [destination] = found;
	if (destination === undefined) {
		return null;
	}
	const errand = {place, entries, destination};
	refuseNonsense(errand);
	return errand;
}

/** Puts an errand into the queue of transfers, which asks where something is in the way. */
export function queue(
	{services, send, say}: Context,
	{place, entries, destination}: Errand,
	isMove: boolean,
): void {
	const names = entries.map(({name}) => name);
	services.transfers.add({
		source: {host: place.host, paths: names.map(name => inside(place.path, name))},
		target: {host: destination.host, directory: destination.directory},
		name: destination.name === names[0] ? null : destination.name,
		isMove,
		followsLinks: false,
		onConflict: null,
		onProtected: null,
	});
	send({type: 'in-files', event: {type: 'marks-cleared', side: place.side, names}});
	say(
		'info',
		`${isMove ? 'Moving' : 'Copying'} ${counted(names.length, 'entry', 'entries')}: w shows the transfers.`,
	);
}

/** `c`: copies what is marked or under the cursor. */
export async function copyChosen(context: Context): Promise<void> {
	const errand = await askErrand(context, {verb: 'copy', title: 'Copy'});
	if (errand !== null) {
		queue(context, errand, false);
	}
}
