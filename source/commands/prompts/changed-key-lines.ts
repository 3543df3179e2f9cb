import {type ChangedKey, whyNotReplaced} from '../../core/known-hosts/changed-key.ts';
import type {KnownHostKey} from '../../core/known-hosts/known-host-state.ts';
import {ago} from '../../core/text/numbers.ts';
import {printable} from '../../core/text/printable.ts';
import type {AppState} from '../../state/app-state.ts';
import {hostMarks} from '../../state/files/host-marks.ts';
import type {HostKeyDialog} from '../../state/prompt-dialogs.ts';
import {shortPath} from '../../state/short-path.ts';
import {blank, type DialogLine, fact, heading, quoted, text} from '../dialog-line.ts';

const causes =
	'it was reinstalled or got new keys; or its address now belongs to another machine; or someone stands between you and it, to read all you send, passwords included.';

type Fact = readonly [label: string, value: string];

function placeOf({file, line, name}: KnownHostKey, home: string): string {
	return printable(`${shortPath(file, home)}:${line}  (as ${name})`);
}

/** What is known of a refused host key, label and value; `home` shortens paths. */
function facts(
	{alias, keys, offending, shown, kind, lastOk, target}: ChangedKey,
	home: string,
	now: number,
): Fact[] {
	const {name, port, hostKeyAlias} = keys.host;
	const label = kind === 'revoked' ? 'revoked' : 'known';
	return [
		['host', printable(alias === target ? alias : `${alias}, on the way to ${target}`)],
		[
			'address',
			printable(`${name} port ${port}${hostKeyAlias === undefined ? '' : `, known as ${hostKeyAlias}`}`),
		],
		...offending.flatMap((key, index): Fact[] => [
			[index === 0 ? label : '', `${key.type} ${key.fingerprint}`],
			['', placeOf(key, home)],
		]),
		['shows now', shown === null ? 'a key that ssh does not name' : `${shown.type} ${shown.fingerprint}`],
		['last worked', lastOk === null ? 'never from here' : ago(lastOk, now)],
	];
}

/** The report that can be copied, for the owner of the host. */
export function changedKeyReport(change: ChangedKey, now: number): string {
	const lines = facts(change, '', now).map(([label, value]) => `${label.padEnd(12)} ${value}`);
	return [
		`The host key of ${printable(change.alias)} was refused by ssh.`,
		...lines,
		'',
		...change.raw,
		'',
	].join('\n');
}

function factLines(change: ChangedKey, state: AppState, width: number): DialogLine[] {
	return facts(change, state.home, state.now).flatMap(([label, value]) => fact(label, value, width));
}

function changedLines(change: ChangedKey, state: AppState, width: number): DialogLine[] {
	const {kind} = change;
	const obstacle = whyNotReplaced(change);
	return [
		...text(
			kind === 'revoked'
				? 'The host shows a key that is marked as revoked: whoever has it may be anybody.'
				: 'The host does not show the key that is known of it. ssh has not logged in.',
			width,
			'bad',
		),
		blank,
		...factLines(change, state, width),
		...(kind === 'revoked' ? [] : fact('may be because', causes, width)),
		blank,
		...text('Ask its owner for the fingerprint, by another way than this connection.', width),
		...(obstacle === null ? [] : text(printable(obstacle), width, 'warning')),
	];
}

/** What stands above it. */
export function changedKeyTitle(state: AppState, {kind, change}: HostKeyDialog): string {
	const name = `${printable(change.alias)}${hostMarks(state, change.alias).isProd ? ' #prod' : ''}`;
	if (kind === 'replace-key') {
		return `${name}: replace its known key`;
	}
	return change.kind === 'revoked' ? `${name}: REVOKED HOST KEY` : `${name}: THE HOST KEY HAS CHANGED`;
}

/** The lines of a dialog about a refused host key, without its field. */
export function hostKeyLines(state: AppState, dialog: HostKeyDialog, width: number): readonly DialogLine[] {
	const {change} = dialog;
	if (dialog.kind === 'changed-key') {
		const raw = dialog.isRawShown ? [blank, heading('What ssh said'), ...quoted(change.raw, width)] : [];
		return [...changedLines(change, state, width), ...raw];
	}
	return [
		...text('These known keys are removed from your files:', width, 'bad'),
		...change.offending.flatMap(key =>
			fact(key.type, `${key.fingerprint} ${placeOf(key, state.home)}`, width),
		),
		...text('The next connection shows the new key and asks. `u` among the hosts undoes this.', width),
		blank,
		...text(`Type the name of the host, ${printable(change.alias)}, and press Enter.`, width),
	];
}
