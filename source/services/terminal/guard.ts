import {spawn} from 'node:child_process';
import {resetModes} from './reset-modes.ts';

/**
 * Waits for the end of its input: a line means that all is well, an end without one that we were killed. Then the
 * terminal still has our screen and modes: it gets them back. A shell that edits its own lines has set its modes by
 * then (with `isig`), and keeps them.
 */
const script = `trap '' HUP INT QUIT TERM TSTP TTIN TTOU
read -r _ && exit
printf '%s' "$1" >/dev/tty
case $(stty -a </dev/tty) in *-isig*) stty sane </dev/tty ;; esac`;

/** Leaving the alternate screen puts the cursor where it was before; the rest is what a dead program may leave on. */
const restored = `\u001B[?1049l${resetModes}\r\n`;

/**
 * Guards the terminal against our own sudden end (SIGKILL, out of memory), which lets us restore nothing: a small shell
 * waits for it. Returns what to call when the program ends in order.
 */
export function guardTerminal(): () => void {
	const child = spawn('/bin/sh', ['-c', script, 'sh', restored], {stdio: ['pipe', 'ignore', 'ignore']});
	child.on('error', () => {});
	child.stdin.on('error', () => {});
	child.unref();
	(child.stdin as typeof child.stdin & {unref?: () => void}).unref?.();
	return () => {
		child.stdin.end('\n');
	};
}
