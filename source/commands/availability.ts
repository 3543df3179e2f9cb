import {whyNotReplaced} from '../core/known-hosts/changed-key.ts';
import type {AppState} from '../state/app-state.ts';
import {chosenForward} from '../state/chosen-forward.ts';
import {paneRows} from '../state/pane-rows.ts';
import {selectedRow} from '../state/rows/details-rows.ts';
import type {CommandId} from './catalog.ts';
import {unavailableInFiles} from './files/availability.ts';
import {keyUnavailable} from './keys/key-availability.ts';

/** What availability depends on besides the state. */
export type Surroundings = {readonly isInTmux: boolean; readonly obstacle: string | null};

function connectable(state: AppState, {obstacle}: Surroundings): string | null {
	const row = selectedRow(state);
	if (row === null) {
		return 'No host is chosen. Press / and type one to connect to it.';
	}
	if (row.kind === 'pattern') {
		return `${row.pattern.patterns.join(' ')} is a pattern, no host. Press / and type a name that it fits.`;
	}
	if (row.kind === 'host' && row.host.refused !== null) {
		return `Not launched: ${row.host.refused}`;
	}
	return obstacle;
}

function copyable(state: AppState): string | null {
	const kind = selectedRow(state)?.kind;
	return kind === 'host' || kind === 'typed' ? null : 'Nothing to copy in this row.';
}

function onHost(state: AppState): string | null {
	const row = selectedRow(state);
	return row?.kind === 'host' ? null : 'Choose a host of the config first.';
}

/** A host, or patterns: what stands on a Host line. */
function onBlock(state: AppState): string | null {
	const row = selectedRow(state);
	return row?.kind === 'host' || row?.kind === 'pattern' ? null : 'Choose a host of the config first.';
}

const ofOurs = ['edit', 'restart', 'verify', 'remove'].map(action => `forwards.${action}`);

function unavailableForward(id: CommandId, state: AppState): string | null {
	if (id === 'forwards.new') {
		return null;
	}
	if (id === 'forwards.undo') {
		return state.removedForwards.length === 0 ? 'No forward was deleted here.' : null;
	}
	const entry = chosenForward(state);
	if (entry === null) {
		return 'No forward is chosen: n makes one.';
	}
	if (id === 'forwards.log' && entry.kind === 'configured') {
		return 'It was not started: Enter does that.';
	}
	return !ofOurs.includes(id) || entry.kind === 'own'
		? null
		: entry.kind === 'foreign'
			? 'Another program holds it: Enter stops it, after a question.'
			: 'It is a line of the config: Enter starts it.';
}

function unavailableInDoctor(id: CommandId, {dialog}: AppState): string | null {
	if (dialog?.kind !== 'doctor') {
		return null;
	}
	if (id === 'doctor.connect') {
		return dialog.host === null ? 'This is about this machine. Esc closes it.' : null;
	}
	if (dialog.underWay !== null) {
		return 'The doctor is still at work. Esc cancels.';
	}
	return id === 'doctor.fix' && dialog.fixes.length === 0 ? 'Nothing here can be fixed by a key.' : null;
}

/** Why a command cannot run now, as a sentence to show; null when it can. */
export function unavailable(id: CommandId, state: AppState, surroundings: Surroundings): string | null {
	if (id.startsWith('keys.') || id.startsWith('key.')) {
		return keyUnavailable(id.slice(id.indexOf('.') + 1), state);
	}
	if (id.startsWith('forwards.')) {
		return unavailableForward(id, state);
	}
	if (state.screen === 'files' && id.startsWith('list.')) {
		return null;
	}
	switch (id) {
		case 'hosts.connect':
		case 'filter.connect':
			return connectable(state, surroundings);
		case 'hosts.open-window':
			return surroundings.isInTmux
				? connectable(state, surroundings)
				: 'A new window needs tmux. Enter connects on this terminal.';
		case 'hosts.pin':
		case 'hosts.mark':
			return onHost(state);
		case 'hosts.files':
		case 'hosts.check-keys':
		case 'hosts.forward':
		case 'hosts.probe':
		case 'hosts.doctor':
			return onHost(state) ?? connectable(state, surroundings);
		case 'hosts.edit':
		case 'hosts.edit-lines':
		case 'hosts.clone':
		case 'hosts.remove':
			return onBlock(state);
		case 'hosts.tag':
			return state.hosts.marks.length > 0 ? null : onHost(state);
		case 'filter.save':
			return /^#|^\s*$/.test(state.hosts.filter.text)
				? 'Type a host first, such as user@host -p 2222.'
				: null;
		case 'changed-key.replace':
			return state.dialog?.kind === 'changed-key' ? whyNotReplaced(state.dialog.change) : null;
		case 'doctor.connect':
		case 'doctor.again':
		case 'doctor.fix':
			return unavailableInDoctor(id, state);
		case 'details.allow-exec':
			return state.details.status === 'needs-consent' ? null : 'Nothing to open here.';
		case 'list.sort':
		case 'list.sort-reverse':
			return state.focus === 'hosts' ? null : 'Only the hosts can be sorted. Press 1 to go there.';
		case 'list.copy':
			return state.focus === 'hosts'
				? copyable(state)
				: paneRows(state, state.focus)[state.positions[state.focus].cursor]?.copy === undefined
					? 'Nothing to copy in this row.'
					: null;
		default:
			return unavailableInFiles(id, state);
	}
}
