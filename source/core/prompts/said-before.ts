import {printableLines} from '../text/printable.ts';
import type {Prompt} from './prompt.ts';

/** What ssh writes on its way that says nothing of a question. */
const chatter = [
	/^\s*$/,
	/^debug[123]: /,
	/^OpenSSH_\d/,
	/^Authenticated /,
	/^Warning: Permanently added /,
	/^Permission denied, please try again\.$/,
	// Of a key exchange that computers to come may break.
	/^\*\* (WARNING: connection is not using|This session may be vulnerable|The server may need to be upgraded)/,
];

const most = 10;

/**
 * What was written to the stderr of an ssh before it asked, clean, a line each: banners, and the name and the instruction
 * of what a server asks (RFC 4256), which ssh prints there and not in its question. Any of it may be of a server.
 */
export function saidBefore(stderr: string): readonly string[] {
	const lines = printableLines(stderr).filter(line => !chatter.some(pattern => pattern.test(line)));
	return lines.slice(-most);
}

/** What stands above it. */
export const saidWords = 'Said before the question, by the server or by ssh:';

/** What is shown of that with a question: nothing where no server asks. */
export function saidBy({kind, child}: Prompt): readonly string[] {
	return kind === 'keyboard-interactive' || kind === 'password' ? (child.said ?? []) : [];
}
