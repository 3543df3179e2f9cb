import type {AppState} from '../state/app-state.ts';
import {isFilterOpen} from '../state/is-filter-open.ts';
import {hasRoom} from '../state/layout.ts';
import {type CommandId, catalog} from './catalog.ts';
import type {CatalogEntry, Scope} from './catalog-entry.ts';
import type {Chord} from './chords.ts';

export type Command = CatalogEntry & {readonly id: CommandId};

const commands: readonly Command[] = catalog;
const byId = new Map(commands.map(command => [command.id, command]));
const byKey = new Map(
	commands.flatMap(command => command.keys.map(key => [`${command.scope} ${key}`, command])),
);

/** The scopes that are live in a state, top first. */
export function liveScopes(state: AppState): readonly Scope[] {
	if (!hasRoom(state)) {
		// Nothing is on screen: no key may do what nobody sees.
		return ['everywhere'];
	}
	switch (state.dialog?.kind) {
		case undefined:
			break;
		case 'palette':
			return ['palette', 'field', 'everywhere'];
		case 'confirm':
			return ['confirm', 'everywhere'];
		case 'secret':
		case 'question':
			return ['prompt', 'field', 'scroll', 'everywhere'];
		case 'touch':
			return ['touch', 'scroll', 'everywhere'];
		case 'changed-key':
			return ['changed-key', 'moves', 'everywhere'];
		case 'replace-key':
			return ['replace-key', 'field', 'scroll', 'everywhere'];
		case 'doctor':
			return ['doctor', 'moves', 'everywhere'];
		case 'key':
			return ['key', 'moves', 'everywhere'];
		case 'approve':
			return state.dialog.name === null
				? ['approve', 'moves', 'everywhere']
				: ['approve-name', 'field', 'scroll', 'everywhere'];
		case 'choose':
			return ['choose', 'field', 'everywhere'];
		case 'form': {
			const isText = state.dialog.fields[state.dialog.focused]?.options === null;
			return isText ? ['form', 'field', 'everywhere'] : ['form-option', 'form', 'everywhere'];
		}
		case 'busy':
			return ['busy', 'everywhere'];
		case 'transfers':
			return ['transfers', 'moves', 'everywhere'];
		case 'viewer':
			return state.dialog.isTyping
				? ['viewer-search', 'field', 'everywhere']
				: ['viewer', 'moves', 'everywhere'];
		case 'sort':
			return ['picker', 'everywhere'];
		default:
			return ['dialog', 'moves', 'everywhere'];
	}
	if (state.screen === 'files') {
		return state.files.isFiltering
			? ['files-filter', 'field', 'everywhere']
			: ['files', 'list', 'moves', 'screen', 'everywhere'];
	}
	if (state.hosts.isFiltering) {
		return ['filter', 'field', 'everywhere'];
	}
	return [state.focus, 'list', 'moves', 'dashboard', 'screen', 'everywhere'];
}

/** Whether typed characters go into a text field. */
export function isTyping(state: AppState): boolean {
	return liveScopes(state).includes('field');
}

/** The command that a key means in a state, or null. */
export function commandFor(state: AppState, chord: Chord): Command | null {
	if (!hasRoom(state) && chord === 'q' && state.dialog === null && !isFilterOpen(state)) {
		return commandById('app.quit');
	}
	for (const scope of liveScopes(state)) {
		const command = byKey.get(`${scope} ${chord}`);
		if (command !== undefined) {
			return command;
		}
	}
	return null;
}

/** A command by its id. */
export function commandById(id: CommandId): Command {
	return byId.get(id) as Command;
}

/** The word for a command in the footer, undefined where it is not offered there. */
export function footerWord({id, footer}: Command, {dialog}: AppState): string | undefined {
	if (dialog?.kind !== 'form') {
		return footer;
	}
	const focused = dialog.fields[dialog.focused];
	if (id === 'form.next-suggestion') {
		return dialog.suggestions.some(each => each !== focused?.field.text) ? footer : undefined;
	}
	if (id === 'form.complete' && focused?.options) {
		return 'next';
	}
	return id === 'form.submit' ? dialog.submit : footer;
}

/** The commands that can be reached in a state, those of the top scope first. */
export function liveCommands(state: AppState): readonly Command[] {
	return liveScopes(state).flatMap(scope => commands.filter(command => command.scope === scope));
}
