import {Refusal} from '../../core/errors.ts';
import {encodeName} from '../../core/files/byte-names.ts';
import {printable} from '../../core/text/printable.ts';
import type {SessionEnd} from '../ssh/foreground-child.ts';
import {runProgramInteractive} from '../ssh/interactive-session.ts';

/** The user's own programs on this terminal, which must have been lent. */
export type Programs = {
	/** Opens a file in `$VISUAL`, else `$EDITOR`, else vi, and waits for its end. */
	edit(file: string): Promise<SessionEnd>;
	/** Runs `$SHELL` in a directory. Throws a Refusal for a path that is no UTF-8. */
	shell(directory: string): Promise<SessionEnd>;
};

export function openPrograms(env: NodeJS.ProcessEnv, ending: AbortSignal): Programs {
	return {
		edit(file) {
			const editor = env['VISUAL'] || env['EDITOR'] || 'vi';
			// Both may come with arguments, as git and sudoedit take them.
			const args = ['-c', `${editor} "$@"`, editor, file];
			return runProgramInteractive({program: '/bin/sh', args, env}, {signal: ending});
		},
		shell(directory) {
			if (!Buffer.from(directory).equals(encodeName(directory))) {
				throw new Refusal(`A shell cannot begin in ${printable(directory)}: its name is no UTF-8.`);
			}
			const program = env['SHELL'] || '/bin/sh';
			return runProgramInteractive({program, args: [], env, cwd: directory}, {signal: ending});
		},
	};
}
