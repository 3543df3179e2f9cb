import {basename} from 'node:path';
import {Failure, isAbort, Refusal} from '../../core/errors.ts';
import {splitWords} from '../../core/ssh-command/split-words.ts';
import {printable} from '../../core/text/printable.ts';
import {runInteractive} from '../ssh/interactive-session.ts';

/** The user's editor as words: that of `VISUAL` or `EDITOR`, else vi. Throws a Refusal for one that only a shell understands. */
function editorOf(env: NodeJS.ProcessEnv, home: string): readonly [program: string, ...args: string[]] {
	const command = env['VISUAL']?.trim() || env['EDITOR']?.trim() || 'vi';
	try {
		const [program = 'vi', ...args] = splitWords(command, home);
		return [program, ...args];
	} catch (error) {
		throw error instanceof Refusal
			? new Refusal(
					`The editor “${printable(command)}” cannot be started.`,
					'Set EDITOR to a program and its options.',
				)
			: error;
	}
}

/** How editors are told the line: most as vi is. */
function atLine(program: string, file: string, line: number): string[] {
	switch (basename(program)) {
		case 'code':
		case 'codium':
		case 'cursor':
			return ['--wait', '--goto', `${file}:${line}`];
		case 'hx':
		case 'helix':
		case 'subl':
		case 'zed':
			return [`${file}:${line}`];
		default:
			return [`+${line}`, file];
	}
}

/** Runs the user's editor on this terminal, which must have been lent, at a line of a file. Throws a Failure where it cannot be started. */
export async function runEditor(
	file: string,
	line: number,
	{
		env,
		home,
		signal,
	}: {readonly env: NodeJS.ProcessEnv; readonly home: string; readonly signal?: AbortSignal | undefined},
): Promise<void> {
	const [program, ...args] = editorOf(env, home);
	try {
		await runInteractive({program, configFile: null, env}, [...args, ...atLine(program, file, line)], {
			inheritStderr: true,
			signal,
		});
	} catch (error) {
		if (isAbort(error)) {
			throw error;
		}
		throw new Failure(`The editor ${printable(program)} cannot be started.`, {
			nextStep: 'Set VISUAL or EDITOR to one that is there.',
			cause: error,
		});
	}
}
