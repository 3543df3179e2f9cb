import {printable} from '../../core/text/printable.ts';
import type {AppState, KeyDialog} from '../../state/app-state.ts';
import {shortPath} from '../../state/short-path.ts';

/** What stands above the details of a key or an agent. */
export function keyTitle({home}: AppState, {subject}: KeyDialog): string {
	switch (subject.kind) {
		case 'agent':
			return subject.socket === null ? 'Agent' : `Agent ${printable(shortPath(subject.socket, home))}`;
		case 'file':
			return printable(shortPath(subject.path, home));
		case 'identity':
			return 'Key in the agent alone';
	}
}
