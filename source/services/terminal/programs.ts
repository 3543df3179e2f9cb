import {Refusal} from '../../core/errors.ts';
import {encodeName} from '../../core/files/byte-names.ts';
import {printable} from '../../core/text/printable.ts';
import type {SessionEnd} from '../ssh/foreground-child.ts';
import {runProgramInteractive} from '../ssh/interactive-session.ts';
import {runEditor} from './editor.ts';

/** The user's own programs on this terminal, which must have been lent. */
export type Programs = {
	/** Opens a file in the user's editor and waits for its end. Throws a Refusal for a path that is no UTF-8. */
	edit(file: string): Promise<SessionEnd>;
	/** Runs `$SHELL` in a directory. Throws a Refusal for a path that is no UTF-8. */
	shell(directory: string): Promise<SessionEnd>;
};

/** Arguments and directories of a child are text here: the bytes of a name that is none cannot be passed on. */
function refuseBytes(path: string, purpose: string): void {
	if (!Buffer.from(path).equals(encodeName(path))) {
		throw new Refusal(
			`${printable(path)} cannot ${purpose}: its name is no UTF-8.`,
			'r gives it another name.',
		);
	}
}

export function openPrograms(env: NodeJS.ProcessEnv, home: string, ending: AbortSignal): Programs {
	return {
		edit(file) {
			refuseBytes(file, 'be told to an editor');
			return runEditor(file, null, {env, home, signal: ending});
		},
		shell(directory) {
			refuseBytes(directory, 'be where a shell begins');
			const program = env['SHELL'] || '/bin/sh';
			return runProgramInteractive({program, args: [], env, cwd: directory}, {signal: ending});
		},
	};
}
