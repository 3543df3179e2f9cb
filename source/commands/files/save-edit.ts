import {isFileFailure} from '../../core/files/file-failure.ts';
import {nameOf, parentOf} from '../../core/files/paths.ts';
import {sizeText, timeText} from '../../core/files/show-entry.ts';
import {printable} from '../../core/text/printable.ts';
import {isOver, type Transfer} from '../../core/transfers/transfer.ts';
import type {Scratch} from '../../services/files/scratch.ts';
import type {Context} from '../context.ts';
import {whileBusy} from '../while-busy.ts';
import {freeNameBeside, isSame, type Original, readOriginal} from './edit-copy.ts';
import {nameToType, onHost, type Place, toneOf} from './place.ts';

/** Up to so many bytes a file that looks unchanged is compared with what was fetched. */
const comparable = 1024 * 1024;

/** A file of a host that is edited as a copy on this machine. */
export type Edit = {
	readonly place: Place;
	readonly path: string;
	readonly scratch: Scratch;
	readonly copy: string;
	readonly original: Original;
};

/** What the editor left in place of the copy. */
export async function whatIsLeft(
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

/** Says where the text is that did not go to the host. */
export function sayKept({say}: Context, {place, copy}: Edit): void {
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
			title: `Changed ${onHost(host)} meanwhile: ${nameOf(path)}`,
			tone: toneOf(state(), host),
			items: [
				{label: 'Keep both', note: `yours goes beside it as ${changed.free}`, act: 'both'},
				{
					label: 'Overwrite what is there',
					note: `${sizeText(changed.size)}, ${timeText(changed.mtime, now)}`,
					act: 'overwrite',
				},
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

/** How an editor ended: its exit code, or the signal that ended it. */
type EditorEnd = {readonly code: number | null; readonly signal: string | null};

/** An editor that failed, or was told to (`:cq`), may have left what is not meant to be saved. */
async function isMeant(
	{dialogs, state}: Context,
	{place, path}: Edit,
	{code, signal}: EditorEnd,
): Promise<boolean> {
	return (
		code === 0 ||
		(await dialogs.confirm({
			title: `Save ${onHost(place.host)}`,
			tone: toneOf(state(), place.host),
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

/** Saves what the editor left, and removes the copy where nobody needs it any more. */
export async function saveWhatIsLeft(context: Context, edit: Edit, end: EditorEnd): Promise<void> {
	const {say} = context;
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
			const other = scratch.removeBare() ? '' : ` What else it made is in ${scratch.path}.`;
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
