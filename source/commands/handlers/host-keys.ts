import type {ChangedKey} from '../../core/known-hosts/changed-key.ts';
import type {Removal} from '../../core/known-hosts/removal.ts';
import {listStart} from '../../core/list/position.ts';
import {emptyField} from '../../core/text/field.ts';
import {printable} from '../../core/text/printable.ts';
import {shortPath} from '../../state/short-path.ts';
import type {Context} from '../context.ts';
import {changedKeyReport} from '../prompts/changed-key-lines.ts';

export async function copyReport({state, terminal, say}: Context): Promise<void> {
	const {dialog, now} = state();
	if (dialog?.kind === 'changed-key') {
		await terminal.copy(changedKeyReport(dialog.change, now));
		say('info', 'Copied a report of the refused key.');
	}
}

export function toggleRaw({state, send}: Context): void {
	const {dialog} = state();
	if (dialog?.kind === 'changed-key') {
		send({type: 'dialog-opened', dialog: {...dialog, isRawShown: !dialog.isRawShown}});
	}
}

/** Asks for the host's name before its known keys are removed. */
export function askForName({state, send}: Context): void {
	const {dialog} = state();
	if (dialog?.kind === 'changed-key') {
		const {change} = dialog;
		send({
			type: 'dialog-opened',
			dialog: {kind: 'replace-key', change, field: emptyField, position: listStart},
		});
	}
}

/** Removals under way: a second Enter must find nothing to do. */
const underWay = new WeakSet<ChangedKey>();

/** Enter behind the typed name: removes exactly the offending entries. */
export async function remove(context: Context): Promise<void> {
	const {state, send, say, services, refresh} = context;
	const {dialog} = state();
	if (dialog?.kind !== 'replace-key' || underWay.has(dialog.change)) {
		return;
	}
	const {change} = dialog;
	if (dialog.field.text.trim() !== change.alias) {
		say('warning', `Nothing removed: type the name ${change.alias} to remove its known keys.`);
		return;
	}
	underWay.add(change);
	const removal = await services.hostKeys
		.remove(change.keys, change.offending)
		.finally(() => underWay.delete(change));
	const [name = ''] = change.keys.names;
	if (change.shown !== null) {
		send({type: 'host-key-removed', name, fingerprint: change.shown.fingerprint});
	}
	services.log(`Removed ${change.offending.length} host keys of ${change.alias}.`);
	refresh();
	tellRemoval(context, change, removal);
}

function tellRemoval({send, say, state}: Context, change: ChangedKey, {files}: Removal): void {
	const {alias, shown} = change;
	const {dialog} = state();
	const isOpen = dialog?.kind === 'replace-key' && dialog.change === change;
	const lines = files.flatMap(({file, lines}) =>
		lines.map(({line, left}) => {
			const place = printable(`${shortPath(file, state().home)}:${line}`);
			return left.length === 0
				? `Removed ${place}.`
				: `Removed the name from ${place}; ${printable(left.join(', '))} stays.`;
		}),
	);
	const compare =
		shown === null
			? 'The next connection asks about the new key.'
			: `The next connection asks about the new key. It has to be ${shown.type} ${shown.fingerprint}: if it is another, say no.`;
	say('good', `${alias}: its known host key is removed; u puts it back.`);
	send({
		type: isOpen ? 'dialog-opened' : 'dialog-stacked',
		dialog: {
			kind: 'notice',
			title: `${printable(alias)}: known key removed`,
			tone: 'good',
			text: [lines.join(' '), compare, '`u` among the hosts puts the old key back.'],
			raw: [],
			position: listStart,
		},
	});
}

/** Puts back what was removed last. */
export async function undo({services, say, state, refresh}: Context): Promise<void> {
	const files = await services.hostKeys.undoRemoval();
	if (files === null) {
		say('info', 'Nothing to undo.');
		return;
	}
	say('good', `Put back the host keys in ${files.map(file => shortPath(file, state().home)).join(', ')}.`);
	refresh();
}
