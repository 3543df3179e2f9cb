import {clip} from '../text/fit.ts';
import {printable, printableLines} from '../text/printable.ts';
import {withoutSshEscapes} from '../text/ssh-escapes.ts';

/** What ssh says in passing, or as a goodbye, that explains nothing. */
const chatter = [
	/^$/,
	/^debug[123]: /,
	/^OpenSSH_\d/,
	/^Transferred: sent \d+, received \d+ bytes/,
	/^Bytes per second: sent /,
	/^(Shared connection|Connection) to \S+ closed\.$/,
	/^Pseudo-terminal will not be allocated/,
	/^Warning: Permanently added /,
	/^Authenticated to \S+ /,
	/^\*\* /,
	/^Killed by signal \d+\.$/,
];

const goodbye = /(^|\n)(Shared connection|Connection) to \S+ closed\.\s*$/;
const longest = 500;

/** The lines of ssh's stderr that may say why, clean, each cut to a length that a rule or a screen can bear. */
export function meaningfulLines(stderr: string): string[] {
	return printableLines(stderr)
		.map(line => clip(printable(withoutSshEscapes(line)), longest))
		.filter(line => !chatter.some(pattern => pattern.test(line)));
}

/** The last line of ssh's stderr that says something, clean; null when there is none. */
export function lastWords(stderr: string): string | null {
	return meaningfulLines(stderr).at(-1) ?? null;
}

/** Whether ssh ended with its usual goodbye: an exit status of 255 may then be the remote shell's own. */
export function endedInOrder(stderr: string): boolean {
	return goodbye.test(stderr);
}
