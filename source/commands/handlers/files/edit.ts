import {describeError, Failure, isAbort, Refusal} from '../../../core/errors.ts';
import {inside, nameOf} from '../../../core/files/paths.ts';
import {sizeText} from '../../../core/files/show-entry.ts';
import {printableName} from '../../../core/text/printable.ts';
import {parentRow, rowUnderCursor} from '../../../state/files/files-state.ts';
import type {Context} from '../../context.ts';
import {readOriginal, writeNew} from '../../files/edit-copy.ts';
import {focusedPlace, onHost, type Place} from '../../files/place.ts';
import {type Edit, saveWhatIsLeft, sayKept, whatIsLeft} from '../../files/save-edit.ts';
import {whileBusy} from '../../while-busy.ts';

/** Above so many bytes it is asked first. */
const large = 16 * 1024 * 1024;
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
		throw new Refusal(`${printableName(row.name)} is not opened: ${row.refused}`);
	}
	const found: {path: string; size: number}[] = [];
	await whileBusy(context, `look at ${row.name}`, async signal => {
		const real =
			row.type === 'link' ? await system.realPath(inside(path, row.name), signal) : inside(path, row.name);
		const {type, size} = await system.stat(real, signal);
		if (type !== 'file') {
			throw new Refusal(`${printableName(row.name)} is no file that can be edited.`);
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

async function fetch(context: Context, place: Place, path: string): Promise<Edit | null> {
	const {services} = context;
	const scratch = await services.files.scratch();
	const made: Edit[] = [];
	try {
		await whileBusy(context, `fetch ${path}`, async (signal, retitle) => {
			const original = await readOriginal(place.system, path, signal, bytes =>
				retitle(`fetch ${path}: ${sizeText(bytes)}`),
			);
			const name = copyName(path);
			const copy = inside(scratch.path, name);
			scratch.note({host: place.host as string, path}, name, original.bytes);
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
