import {setImmediate as nextTurn} from 'node:timers/promises';
import {leaveKeyboardSignals} from '../terminal/keyboard-signals.ts';
import {resetModes} from '../terminal/reset-modes.ts';
import {type ForegroundOptions, runForeground, type SessionEnd} from './foreground-child.ts';
import type {Ssh} from './program.ts';

/**
 * Runs ssh on the dashboard's terminal, to be called inside Ink's `suspendTerminal`. `args` follow the `-F` of the
 * config. No typed byte goes astray: the keyboard is let go before ssh starts. Afterwards the modes that a dead remote
 * program left are reset and the size is read anew. Throws as runForeground does.
 */
export async function runInteractive(
	ssh: Ssh,
	args: readonly string[],
	options: ForegroundOptions = {},
): Promise<SessionEnd> {
	const takeKeyboardSignals = leaveKeyboardSignals();
	try {
		// Ink removed its listener just now: Node heeds pause() only after this turn, and reads nothing more after the next.
		await nextTurn();
		process.stdin.pause();
		await nextTurn();
		return await runForeground(ssh, args, options);
	} finally {
		// Ink draws from the column where the cursor stands.
		process.stdout.write(`${resetModes}\r`);
		// A resize that went to another process group only would be missed.
		process.kill(process.pid, 'SIGWINCH');
		await nextTurn();
		await nextTurn();
		takeKeyboardSignals();
	}
}
