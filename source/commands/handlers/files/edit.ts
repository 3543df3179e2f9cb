import {describeError, Failure, isAbort, Refusal} from '../../../core/errors.ts';
import {isFileFailure} from '../../../core/files/file-failure.ts';
import {inside, nameOf, parentOf} from '../../../core/files/paths.ts';
import {sizeText, timeText} from '../../../core/files/show-entry.ts';
import {printable} from '../../../core/text/printable.ts';
import {isOver, type Transfer} from '../../../core/transfers/transfer.ts';
import type {Scratch} from '../../../services/files/scratch.ts';
import {parentRow, rowUnderCursor} from '../../../state/files/files-state.ts';
import type {Context} from '../../context.ts';
import {freeNameBeside, isSame, type Original, readOriginal, writeNew} from '../../files/edit-copy.ts';
import {focusedPlace, nameToType, onHost, type Place} from '../../files/place.ts';
import {whileBusy} from '../../while-busy.ts';

/** Above so many bytes it is asked first. */
const large = 16 * 1024 * 1024;
const comparable = 1024 * 1024;
const longestName = 80;

/** The path of the file under the cursor, without links, and its size. Throws a Refusal for what is no file. */
async function chosenFile(
	context: Context,
	{column, path, system}: Place,
): Promise<{path: string; size: number}> {
	const row = rowUnderCursor(column);
	if (row === null || row === parentRow || row.type === 'directory') {
		throw new Refusal('A directory cannot be edited.', 'Enter opens it.');
	}
	if (row.refused !== null) {
		throw new Refusal(`${printable(row.name)} is not opened: ${row.refused}`);
	}
	const found: {path: string; size: number}[] = [];
	await whileBusy(context, `look at ${row.name}`, async signal => {
		const real =
			row.type === 'link' ? await system.realPath(inside(path, row.name), signal) : inside(path, row.name);
		const {type, size} = await system.stat(real, signal);
		if (type !== 'file') {
			throw new Refusal(`${printable(row.name)} is no file that can be edited.`);
		}
		found.push({path: real, size});
	});
	return found[0] as {path: string; size: number};
}

/** A name for the copy that editors know the language by and no shell stumbles over. */
function copyName(path: string): string {
	return (
		nameOf(path)
			.replaceAll(/[^\p{L}\p{N}._+@-]/gu, '_')
			.slice(-longestName) || 'file'
	);
}

type Edit = {
	readonly place: Place;
	readonly path: string;
	readonly scratch: Scratch;
	readonly copy: string;
	readonly original: Original;
};

/** What the editor left in place of the copy. */
async function whatIsLeft(
	{services}: Context,
	{copy, original}: Edit,
): Promise<'unchanged' | 'changed' | 'no file' | 'nothing'> {
	const {local} = services.files;
	try {
		// A link would go to the host as one: what it leads to is not the text that was fetched.
		if ((await local.lstat(copy)).type !== 'file') {
			return 'no file';
		}
	} catch (error) {
		if (isFileFailure(error, 'not-found')) {
			return 'nothing';
		}
		throw error;
	}
	const {bytes} = await readOriginal(local, copy, new AbortController().signal, () => {});
	return Buffer.from(bytes).equals(original.bytes) ? 'unchanged' : 'changed';
}

function sayKept({say}: Context, {place, copy}: Edit): void {
	say('warning', `Not saved ${onHost(place.host)}. Your text is in ${copy}.`);
}

/** Whether a file that looks unchanged is: a change within the second shows in its bytes only. Large ones are taken at their word. */
async function isStill(
	{system}: Place,
	path: string,
	{bytes}: Original,
	signal: AbortSignal,
): Promise<boolean> {
	if (bytes.length > comparable) {
		return true;
	}
	const now = await readOriginal(system, path, signal, () => {});
	return Buffer.from(now.bytes).equals(bytes);
}

/** Whether the text may go to the host: asks where somebody else changed the file meanwhile. Gives the name it goes under. */
async function mayUpload(context: Context, {place, path, original}: Edit): Promise<string | null> {
	const {dialogs, services, state} = context;
	const {host, system} = place;
	const now = services.now();
	const changes: {size: number; mtime: number; free: string}[] = [];
	let isThere = true;
	await whileBusy(context, `look at ${path}`, async signal => {
		try {
			const attributes = await system.stat(path, signal);
			if (!isSame(attributes, original.attributes) || !(await isStill(place, path, original, signal))) {
				changes.push({...attributes, free: await freeNameBeside(system, path, signal)});
			}
		} catch (error) {
			if (!isFileFailure(error, 'not-found')) {
				throw error;
			}
			isThere = false;
		}
	});
	let name = nameOf(path);
	const [changed] = changes;
	if (changed !== undefined) {
		const item = await dialogs.choose({
			title: `${nameOf(path)} was changed ${onHost(host)} meanwhile (${sizeText(changed.size)}, ${timeText(changed.mtime, now)})`,
			items: [
				{label: 'Keep both', note: `yours goes beside it as ${changed.free}`, act: 'both'},
				{label: 'Overwrite what is there', act: 'overwrite'},
				{label: 'Leave it', note: 'your text is kept on this machine', act: 'leave'},
			],
		});
		if (item === null || item.act === 'leave') {
			return null;
		}
		if (item.act === 'both') {
			name = changed.free;
		}
	}
	const dear = isThere && name === nameOf(path) ? nameToType(state(), host) : undefined;
	const isAgreed =
		dear === undefined ||
		(await dialogs.confirm({
			title: `Save ${onHost(host)}`,
			tone: 'bad',
			question: `Replace ${path} ${onHost(host)} with what you wrote?`,
			name: dear,
		}));
	return isAgreed ? name : null;
}

type EditorEnd = {readonly code: number | null; readonly signal: string | null};

/** An editor that failed, or was told to (`:cq`), may have left what is not meant to be saved. */
async function isMeant({dialogs}: Context, {place, path}: Edit, {code, signal}: EditorEnd): Promise<boolean> {
	return (
		code === 0 ||
		(await dialogs.confirm({
			title: `Save ${onHost(place.host)}`,
			question: `The editor ended with exit ${code ?? signal}. Save ${nameOf(path)} as it left it?`,
		}))
	);
}

/** Waits for the end of a transfer. */
function endOf({services}: Context, id: string): Promise<Transfer> {
	return new Promise(resolve => {
		let stop: () => void = () => {};
		stop = services.transfers.follow(transfers => {
			const found = transfers.find(each => each.id === id);
			if (found !== undefined && isOver(found)) {
				queueMicrotask(() => stop());
				resolve(found);
			}
		});
	});
}

/** Sends the text to the host as any other file goes there: whole or not at all. */
async function upload(context: Context, edit: Edit, name: string): Promise<void> {
	const {services, say} = context;
	const {place, path, scratch, copy, original} = edit;
	// Where nothing is overwritten that keeps its own mode, the file gets that of what is sent.
	await services.files.local.setAttributes(copy, {mode: (original.attributes.mode & 0o777) | 0o400});
	const id = services.transfers.add({
		source: {host: null, paths: [copy]},
		target: {host: place.host, directory: parentOf(path)},
		name,
		// The queue removes the copy once it is there, also where another run of the program ends this.
		isMove: true,
		followsLinks: false,
		// A name beside it was free when it was looked for, and nobody agreed to lose what has it by now.
		onConflict: name === nameOf(path) ? 'overwrite' : 'skip',
		onProtected: null,
	});
	const {state, failed, skipped, unfit} = await endOf(context, id);
	if (state === 'done' && failed + skipped + unfit === 0) {
		scratch.remove();
		say('good', `Saved ${printable(name)} ${onHost(place.host)}.`);
	} else {
		sayKept(context, edit);
	}
}

async function fetch(context: Context, place: Place, path: string): Promise<Edit | null> {
	const {services} = context;
	const scratch = await services.files.scratch();
	const made: Edit[] = [];
	try {
		await whileBusy(context, `fetch ${path}`, async (signal, retitle) => {
			const original = await readOriginal(place.system, path, signal, bytes =>
				retitle(`fetch ${path}: ${sizeText(bytes)}`),
			);
			const copy = inside(scratch.path, copyName(path));
			await writeNew(services.files.local, copy, original.bytes, signal);
			made.push({place, path, scratch, copy, original});
		});
	} finally {
		if (made.length === 0) {
			scratch.remove();
		}
	}
	return made[0] ?? null;
}

/** Saves what the editor left, and removes the copy where nobody needs it any more. */
async function saveWhatIsLeft(context: Context, edit: Edit, end: EditorEnd): Promise<void> {
	const {services, say} = context;
	const {place, path, scratch, copy} = edit;
	const where = onHost(place.host);
	switch (await whatIsLeft(context, edit)) {
		case 'unchanged': {
			scratch.remove();
			const why = end.code === 0 ? '' : ` (the editor ended with exit ${end.code ?? end.signal})`;
			say('info', `${printable(nameOf(path))} is unchanged${why}.`);
			break;
		}
		case 'no file':
			say('warning', `Not saved ${where}: what the editor left is no plain file. It is in ${copy}.`);
			break;
		case 'nothing': {
			const isEmpty = await services.files.local.removeDirectory(scratch.path).then(
				() => true,
				() => false,
			);
			const other = isEmpty ? '' : ` What else it made is in ${scratch.path}.`;
			say('warning', `Not saved ${where}: the editor left no file.${other}`);
			break;
		}
		case 'changed': {
			const name = (await isMeant(context, edit, end)) ? await mayUpload(context, edit) : null;
			if (name === null) {
				sayKept(context, edit);
			} else {
				await upload(context, edit, name);
			}
		}
	}
}

async function editThere(context: Context, place: Place, path: string): Promise<void> {
	const {services, terminal} = context;
	const edit = await fetch(context, place, path);
	if (edit === null) {
		return;
	}
	const end = await terminal
		.lend(() => services.programs.edit(edit.copy))
		.catch(async (error: unknown) => {
			if ((await whatIsLeft(context, edit)) === 'unchanged') {
				edit.scratch.remove();
			} else {
				sayKept(context, edit);
			}
			throw error;
		});
	try {
		await saveWhatIsLeft(context, edit, end);
	} catch (error) {
		if (isAbort(error)) {
			sayKept(context, edit);
			throw error;
		}
		// In a dialog: on the message line the next thing that happens, a session that is back, would take its place.
		throw new Failure(`Not saved ${onHost(place.host)}: ${describeError(error)}`, {
			nextStep: `Your text is in ${edit.copy}.`,
			cause: error,
		});
	}
}

async function editHere(
	{services, terminal, files, say}: Context,
	{side}: Place,
	path: string,
): Promise<void> {
	const end = await terminal.lend(() => services.programs.edit(path));
	if (end.code !== 0) {
		say('warning', `The editor ended with exit ${end.code ?? end.signal}.`);
	}
	files.refresh(side);
}

/** `e`: the file under the cursor in the user's editor; one of a host as a copy that goes back when it was changed. */
export async function editChosen(context: Context): Promise<void> {
	const place = focusedPlace(context);
	const {path, size} = await chosenFile(context, place);
	if (place.host === null) {
		await editHere(context, place, path);
		return;
	}
	const isAgreed =
		size <= large ||
		(await context.dialogs.confirm({
			title: `Edit ${nameOf(path)}`,
			question: `It has ${sizeText(size)}, which have to come here first. Edit it?`,
		}));
	if (isAgreed) {
		await editThere(context, place, path);
	}
}
