import {Refusal} from '../../../core/errors.ts';
import {inside} from '../../../core/files/paths.ts';
import {printableName} from '../../../core/text/printable.ts';
import {focusedColumn, otherSide, parentRow, rowUnderCursor} from '../../../state/files/files-state.ts';
import type {Context} from '../../context.ts';
import {whileBusy} from '../../while-busy.ts';
import {viewFile} from './view.ts';

/** Enter: into a directory, also through a link; any other file is viewed. */
export async function enter(context: Context): Promise<void> {
	const {state, files} = context;
	const {side} = state().files;
	const column = focusedColumn(state().files);
	const row = rowUnderCursor(column);
	if (row === null) {
		return;
	}
	if (row === parentRow) {
		files.goUp(side);
		return;
	}
	if (row.refused !== null) {
		throw new Refusal(`${printableName(row.name)} is not opened: ${row.refused}`);
	}
	const path = inside(column.path, row.name);
	if (row.type === 'directory') {
		files.go(side, path);
		return;
	}
	const known = row.type === 'link' ? column.links.get(row.name) : undefined;
	if (known?.type === 'directory') {
		files.go(side, path);
		return;
	}
	await whileBusy(context, `open ${path}`, async signal => {
		const {type} = row.type === 'link' ? await files.fileSystem(side).stat(path, signal) : row;
		if (type === 'directory') {
			files.go(side, path);
		} else {
			await viewFile(context, path, type, signal);
		}
	});
}

/** Enter in the filter: the same, and the filter has done its work. */
export async function enterFromFilter(context: Context): Promise<void> {
	context.send({type: 'in-files', event: {type: 'filter-kept'}});
	await enter(context);
}

export function takeOtherSide({state, send}: Context): void {
	const side = otherSide(state().files.side);
	send({type: 'in-files', event: {type: 'side-taken', side}});
}

/** Esc: takes back one thing at a time, and leaves the screen last. */
export function goBack({state, send, files}: Context): void {
	const {side} = state().files;
	const {filter} = focusedColumn(state().files);
	if (files.cancel(side)) {
		return;
	}
	if (filter.text !== '') {
		send({type: 'in-files', event: {type: 'filter-cleared'}});
	} else {
		files.leave();
	}
}
