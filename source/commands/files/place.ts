import {Refusal} from '../../core/errors.ts';
import type {FileEntry} from '../../core/files/entry.ts';
import {counted} from '../../core/text/numbers.ts';
import {printable, printableName} from '../../core/text/printable.ts';
import type {FileSystem} from '../../services/files/file-system.ts';
import type {AppState, Tone} from '../../state/app-state.ts';
import {type Column, chosenEntries, focusedColumn, type Side} from '../../state/files/files-state.ts';
import {hostMarks} from '../../state/files/host-marks.ts';
import type {Context} from '../context.ts';

/** Where a command of the Files screen works: the column that has the keys. */
export type Place = {
	readonly side: Side;
	readonly column: Column;
	readonly host: string | null;
	readonly path: string;
	/** That of the session there is now: another one than before, where the link was lost while a dialog or an editor was open. */
	readonly system: FileSystem;
};

/** The place that has the keys. Throws a Refusal where there is no session. */
export function focusedPlace({state, files}: Context): Place {
	const {side} = state().files;
	const column = focusedColumn(state().files);
	const {host, path} = column;
	files.fileSystem(side);
	return {
		side,
		column,
		host,
		path,
		get system() {
			const system = files.fileSystem(side);
			if (system.host !== host) {
				throw new Refusal(`The files of ${printable(host ?? '')} are not open any more.`);
			}
			return system;
		},
	};
}

/** What a command is about. Throws a Refusal where that is nothing, or a name that must not be used. */
export function chosenFor(column: Column, action: string): readonly FileEntry[] {
	const chosen = chosenEntries(column);
	const unsafe = chosen.find(({refused}) => refused !== null);
	if (unsafe !== undefined) {
		throw new Refusal(`${printableName(unsafe.name)}: ${unsafe.refused}`, 'Such a name is only shown.');
	}
	if (chosen.length === 0) {
		throw new Refusal(`Nothing to ${action} here.`, 'Put the cursor on a file, or mark some with Space.');
	}
	return chosen;
}

/** `on web-1`, `on this machine`: for sentences. */
export function onHost(host: string | null): string {
	return host === null ? 'on this machine' : `on ${printable(host)}`;
}

/** The tone of a title that names a host: red where a mistake is dear. */
export function toneOf(state: AppState, host: string | null): Tone {
	return hostMarks(state, host).isProd ? 'bad' : 'info';
}

/** The name that has to be typed before something is destroyed on a host; undefined where `y` is enough. */
export function nameToType(state: AppState, host: string | null): string | undefined {
	return host !== null && hostMarks(state, host).isProd ? host : undefined;
}

/** The only one by its name, several by their number. */
export function named(entries: readonly {readonly name: string}[]): string {
	const [first] = entries;
	return entries.length === 1 && first !== undefined
		? `“${printableName(first.name)}”`
		: counted(entries.length, 'entry', 'entries');
}
