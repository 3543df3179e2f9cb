import {Refusal} from '../../../core/errors.ts';
import {inside} from '../../../core/files/paths.ts';
import {modeText, octalText, parseMode} from '../../../core/files/show-entry.ts';
import {whyUnsafe} from '../../../core/files/unsafe-name.ts';
import {counted} from '../../../core/text/numbers.ts';
import {printableName} from '../../../core/text/printable.ts';
import type {Context} from '../../context.ts';
import {inParallel} from '../../files/in-parallel.ts';
import {ownFailure, tellFailures} from '../../files/own-failures.ts';
import {chosenFor, focusedPlace, named, onHost, toneOf} from '../../files/place.ts';

/** Asks for a name and makes a directory of it. */
export async function makeDirectory(context: Context): Promise<void> {
	const {dialogs, work, files, say} = context;
	const place = focusedPlace(context);
	const {side, column, host, path} = place;
	const values = await dialogs.form({
		title: `Make a directory ${onHost(host)}`,
		tone: toneOf(context.state(), host),
		intro: [{text: `In ${path}:`}],
		fields: [{id: 'name', label: 'Name'}],
		submit: 'make',
		check({name}) {
			const reason = whyUnsafe(name);
			const isTaken = column.entries.some(entry => entry.name === name);
			if (name !== '' && (reason !== null || isTaken)) {
				return {errors: {name: reason ?? 'There is something of that name.'}};
			}
			return {};
		},
	});
	if (values === null || values.name === '') {
		return;
	}
	await work(`make ${values.name}`, signal =>
		place.system.makeDirectory(inside(path, values.name), 0o777, signal),
	);
	say('good', `Made ${printableName(inside(path, values.name))} ${onHost(host)}.`);
	files.refresh(side, values.name);
}

/** Asks for a mode, in octal or in letters, and gives it to what is marked or under the cursor. */
export async function changeMode(context: Context): Promise<void> {
	const {dialogs, work, files, say} = context;
	const place = focusedPlace(context);
	const {column, host, path} = place;
	const entries = chosenFor(column, 'change');
	const links = entries.filter(({type}) => type === 'link');
	if (links.length > 0) {
		throw new Refusal(`${named(links)} is a link, and a link has no mode of its own.`);
	}
	const [first] = entries;
	const values = await dialogs.form({
		title: `Mode of ${named(entries)} ${onHost(host)}`,
		tone: toneOf(context.state(), host),
		fields: [
			{
				id: 'mode',
				label: 'Mode',
				value: octalText(first?.mode ?? 0o644),
				isProposal: true,
				note: 'As 0644 or as rw-r--r--.',
			},
		],
		submit: 'set',
		check({mode}) {
			const parsed = parseMode(mode);
			if (parsed === null) {
				return {errors: {mode: 'Three or four digits from 0 to 7, or nine letters as ls shows them.'}};
			}
			return {outlook: [{text: `${octalText(parsed)}  ${modeText(parsed)}`}]};
		},
	});
	const mode = values === null ? null : parseMode(values.mode);
	if (mode === null) {
		return;
	}
	const failures: string[] = [];
	const {system} = place;
	try {
		await work(`change the mode of ${named(entries)}`, signal =>
			inParallel(entries, 16, async ({name}) => {
				try {
					await system.setAttributes(inside(path, name), {mode}, signal);
				} catch (error) {
					failures.push(ownFailure(error).message);
				}
			}),
		);
		const changed = entries.length - failures.length;
		const done = `${counted(changed, 'entry', 'entries')} ${onHost(host)}: ${octalText(mode)} ${modeText(mode)}`;
		if (failures.length > 0) {
			tellFailures(context, 'Not every mode was changed', changed > 0 ? `${done}.` : null, failures);
		} else {
			say('good', done);
		}
	} finally {
		files.refreshDirectory(host, path);
	}
}
