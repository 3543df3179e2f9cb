import {clip} from '../core/text/fit.ts';
import {printable, printableLines} from '../core/text/printable.ts';
import {withoutSshEscapes} from '../core/text/ssh-escapes.ts';

/** How much of ssh's words a dialog holds, in lines and cells: a server may have written them. */
const mostLines = 200;
const mostCells = 500;

/** The last lines that ssh wrote, clean, as a dialog holds them: without the trace, where it said anything else. */
export function sshWords(stderr: string): readonly string[] {
	const lines = printableLines(stderr).map(line => printable(withoutSshEscapes(line)));
	const words = lines.filter(line => !/^debug[123]: /.test(line));
	return (words.length > 0 ? words : lines).slice(-mostLines).map(line => clip(line, mostCells));
}
