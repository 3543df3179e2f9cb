import type {AppState} from '../state/app-state.ts';
import {shortPath} from '../state/short-path.ts';
import type {Command} from './lookup.ts';

/** The question that a dangerous command asks first, with what it is about; null for one that asks nothing. */
export function questionOf(command: Command, {details, home}: AppState): string | null {
	if (command.id === 'details.allow-exec' && details.status === 'needs-consent') {
		const place = `${shortPath(details.origin.file, home)}:${details.origin.line}`;
		return `Asking ssh for the options of ${details.alias} runs the command of the Match exec line at ${place}. Run it?`;
	}
	return command.danger ?? null;
}
