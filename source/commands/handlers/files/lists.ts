import {setImmediate as nextTurn} from 'node:timers/promises';
import type {FileEntry} from '../../../core/files/entry.ts';
import {entryOrder, type FileOrder, sortInSteps} from '../../../core/files/order.ts';
import {inside} from '../../../core/files/paths.ts';
import {counted} from '../../../core/text/numbers.ts';
import {printable} from '../../../core/text/printable.ts';
import {chosenEntries, focusedColumn} from '../../../state/files/files-state.ts';
import type {Context} from '../../context.ts';

/** So many entries are in order before anybody feels it. */
const smallEnough = 4000;

const orders: readonly {readonly label: string; readonly by: FileOrder}[] = [
	{label: 'By name', by: 'name'},
	{label: 'By extension', by: 'extension'},
	{label: 'By size, the largest first', by: 'size'},
	{label: 'By time, the latest first', by: 'time'},
];

/** Puts entries in order; among many of them keys go on to be heard. */
async function inOrder(entries: readonly FileEntry[], by: FileOrder): Promise<readonly FileEntry[]> {
	const steps = sortInSteps(entries, entryOrder({by, isReversed: false}));
	for (;;) {
		const step = steps.next();
		if (step.done === true) {
			return step.value;
		}
		if (entries.length > smallEnough) {
			await nextTurn();
		}
	}
}

/** Asks for the order of the column that has the keys. */
export async function sort({state, send, dialogs}: Context): Promise<void> {
	const column = focusedColumn(state().files);
	const {by} = column.sort;
	const chosen = orders.findIndex(order => order.by === by);
	const order = await dialogs.choose({title: 'Sort the files', items: orders, chosen});
	if (order === null) {
		return;
	}
	const {side} = state().files;
	const {entries} = focusedColumn(state().files);
	const sorted = {from: entries, to: await inOrder(entries, order.by)};
	if (state().files.side !== side) {
		return;
	}
	send({type: 'in-files', event: {type: 'sort-chosen', by: order.by, sorted}});
}

/** Reads both columns anew; logs in again where there is no session. */
export function refresh({files}: Context): void {
	files.refresh('left');
	files.refresh('right');
}

/** Puts the paths of the marked entries, or of the one under the cursor, on the clipboard, one a line. */
export async function copyPath(context: Context): Promise<void> {
	const column = focusedColumn(context.state().files);
	const chosen = chosenEntries(column);
	const paths = chosen.length === 0 ? [column.path] : chosen.map(({name}) => inside(column.path, name));
	await context.terminal.copy(paths.map(printable).join('\n'));
	const [first = ''] = paths;
	context.say('info', `Copied: ${paths.length === 1 ? first : counted(paths.length, 'path')}`);
}
