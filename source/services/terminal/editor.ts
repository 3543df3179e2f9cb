import {basename} from 'node:path';
import {Failure, isAbort, Refusal} from '../../core/errors.ts';
import {splitWords} from '../../core/ssh-command/split-words.ts';
import {printable} from '../../core/text/printable.ts';
import type {SessionEnd} from '../ssh/foreground-child.ts';
import {runProgramInteractive} from '../ssh/interactive-session.ts';

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

/** How editors are told the file, and the line: most as vi is. */
function fileArguments(program: string, file: string, line: number | null): string[] {
	const waits = ['code', 'codium', 'cursor'].includes(basename(program));
	if (line === null) {
		return waits ? ['--wait', file] : [file];
	}
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

/**
 * Runs the user's editor on this terminal, which must have been lent, on a file, at a line where one is given. Throws a
 * Failure where it cannot be started.
 */
export async function runEditor(
	file: string,
	line: number | null,
	{
		env,
		home,
		signal,
	}: {readonly env: NodeJS.ProcessEnv; readonly home: string; readonly signal?: AbortSignal | undefined},
): Promise<SessionEnd> {
	const [program, ...args] = editorOf(env, home);
	try {
		const all = [...args, ...fileArguments(program, file, line)];
		return await runProgramInteractive({program, args: all, env}, {signal});
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
