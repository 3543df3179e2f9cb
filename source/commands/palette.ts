import type {AppState} from '../state/app-state.ts';
import {keyLabel} from './key-table.ts';
import type {Command} from './lookup.ts';
import {liveCommands} from './lookup.ts';

/** The commands that the palette offers for what is typed: those that are live below it, by title or key. */
export function paletteCommands(state: AppState): readonly Command[] {
	const {dialog} = state;
	const words = (dialog?.kind === 'palette' ? dialog.field.text : '')
		.toLowerCase()
		.split(' ')
		.filter(Boolean);
	const below = {...state, dialog: null};
	return liveCommands(below).filter(command => {
		const text =
			`${command.title} ${command.keys.flatMap(key => [key, keyLabel(key)]).join(' ')} ${command.id}`.toLowerCase();
		return command.isKeyOnly !== true && words.every(word => text.includes(word));
	});
}
