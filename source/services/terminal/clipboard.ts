import {spawn} from 'node:child_process';
import {Refusal} from '../../core/errors.ts';

/** What terminals take at most: 100,000 characters with the sequence around them. */
const longest = 74_994;

/**
 * Puts a text on the clipboard of the user's terminal, wherever that is: `write` writes to it. Inside tmux, which by
 * default ignores that wish of a program, tmux itself is asked. Throws a Refusal when the text is too long.
 */
export async function copyText(
	text: string,
	env: NodeJS.ProcessEnv,
	write: (sequence: string) => void,
): Promise<void> {
	const sequence = osc52(text);
	if (!env['TMUX'] || !(await loadIntoTmux(text, env))) {
		write(sequence);
	}
}

/** The sequence that puts a text on the clipboard of the terminal (OSC 52). Throws a Refusal above 74,994 bytes. */
function osc52(text: string): string {
	const bytes = Buffer.from(text);
	if (bytes.length > longest) {
		throw new Refusal('That is too long for the clipboard of a terminal.');
	}
	return `\x1b]52;c;${bytes.toString('base64')}\x07`;
}

/** Whether tmux took the text and passed it on (`-w`, tmux 3.2 and later). */
function loadIntoTmux(text: string, env: NodeJS.ProcessEnv): Promise<boolean> {
	return new Promise(resolve => {
		const child = spawn('tmux', ['load-buffer', '-w', '-'], {
			stdio: ['pipe', 'ignore', 'ignore'],
			env,
			timeout: 2000,
		});
		child.once('error', () => resolve(false));
		child.once('close', code => resolve(code === 0));
		child.stdin.on('error', () => {});
		child.stdin.end(text);
	});
}
