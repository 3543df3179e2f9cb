import {setImmediate as nextTurn} from 'node:timers/promises';
import {leaveKeyboardSignals} from '../terminal/keyboard-signals.ts';
import {toNewLine} from '../terminal/new-line.ts';
import {resetModes} from '../terminal/reset-modes.ts';
import {
	type ForegroundOptions,
	type ForegroundProgram,
	runForeground,
	runProgram,
	type SessionEnd,
} from './foreground-child.ts';
import type {Ssh} from './program.ts';

/** Runs ssh on the dashboard's terminal, as `runOnTerminal` does. `args` follow the `-F` of the config. */
export function runInteractive(
	ssh: Ssh,
	args: readonly string[],
	options: ForegroundOptions = {},
): Promise<SessionEnd> {
	return runOnTerminal(() => runForeground(ssh, args, options));
}

/** Runs another program on the dashboard's terminal: an editor, a shell. */
export function runProgramInteractive(
	program: ForegroundProgram,
	options: ForegroundOptions = {},
): Promise<SessionEnd> {
	return runOnTerminal(() => runProgram(program, {...options, inheritStderr: true}));
}

/**
 * Runs a child on the dashboard's terminal, to be called inside Ink's `suspendTerminal`. No typed byte goes astray: the
 * keyboard is let go before the child starts. Afterwards the modes that a dead remote program left are reset and the size
 * is read anew. Throws as runProgram does.
 */
async function runOnTerminal(run: () => Promise<SessionEnd>): Promise<SessionEnd> {
	const takeKeyboardSignals = leaveKeyboardSignals();
	try {
		// Ink removed its listener just now: Node heeds pause() only after this turn, and reads nothing more after the next.
		await nextTurn();
		process.stdin.pause();
		await nextTurn();
		return await run();
	} finally {
		// Ink draws from the column where the cursor stands, and what ends within a line is not to be written over later.
		process.stdout.write(`${resetModes}${toNewLine(process.stdout.columns || 80)}`);
		// A resize that went to another process group only would be missed.
		process.kill(process.pid, 'SIGWINCH');
		await nextTurn();
		await nextTurn();
		takeKeyboardSignals();
	}
}
