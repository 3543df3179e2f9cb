import {Refusal} from '../../../core/errors.ts';
import type {FileType} from '../../../core/files/entry.ts';
import {inside} from '../../../core/files/paths.ts';
import {emptyField} from '../../../core/text/field.ts';
import {printable, printableName} from '../../../core/text/printable.ts';
import {focusedColumn, parentRow, rowUnderCursor} from '../../../state/files/files-state.ts';
import type {Context, Handler} from '../../context.ts';
import {whileBusy} from '../../while-busy.ts';

/** Opens a file of the column that has the keys; a pipe, a socket or a device would never end, or worse. */
export async function viewFile(
	{state, files}: Context,
	path: string,
	type: FileType,
	signal: AbortSignal,
): Promise<void> {
	if (type === 'other') {
		throw new Refusal(`${printable(path)} is a pipe, a socket or a device: it is not opened.`);
	}
	await files.view(state().files.side, path, signal);
}

/** The file under the cursor on the whole screen. */
export async function viewChosen(context: Context): Promise<void> {
	const {state, files} = context;
	const {side} = state().files;
	const column = focusedColumn(state().files);
	const row = rowUnderCursor(column);
	if (row === null || row === parentRow || row.type === 'directory') {
		throw new Refusal('A directory cannot be viewed.', 'Enter opens it.');
	}
	if (row.refused !== null) {
		throw new Refusal(`${printableName(row.name)} is not opened: ${row.refused}`);
	}
	const path = inside(column.path, row.name);
	await whileBusy(context, `open ${path}`, async signal => {
		const {type} = row.type === 'link' ? await files.fileSystem(side).stat(path, signal) : row;
		if (type === 'directory') {
			throw new Refusal(`${printableName(row.name)} leads to a directory.`, 'Enter opens it.');
		}
		await viewFile(context, path, type, signal);
	});
}

/** Gives the keys to the field of the search, or takes them back. */
export function typeSearch(isTyping: boolean): Handler {
	return ({send}) =>
		send({type: 'viewer-changed', changes: isTyping ? {isTyping, field: emptyField} : {isTyping}});
}

/** Goes on to the next place that holds what was typed. */
export async function search(context: Context): Promise<void> {
	const {state, send, files, work, say} = context;
	const {dialog} = state();
	if (dialog?.kind !== 'viewer') {
		return;
	}
	send({type: 'viewer-changed', changes: {isTyping: false}});
	const {text} = dialog.field;
	if (text === '') {
		throw new Refusal('Nothing to search for.', 'Press / and type it.');
	}
	await work(`search for ${text}`, async signal => {
		const isFound = await files.viewer()?.search(text, signal);
		if (isFound === false) {
			say('warning', `“${text}” does not come after the top of the screen. Home goes to the start.`);
		}
	});
}
