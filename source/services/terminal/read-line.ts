import {openSync} from 'node:fs';
import {StringDecoder} from 'node:string_decoder';
import {ReadStream} from 'node:tty';
import {graphemes} from '../../core/text/fit.ts';
import {writeInCharset} from './write-in-charset.ts';

export type ReadLineOptions = {
	/** Written before what is typed, which is shown as it is or not at all. */
	readonly prompt: string;
	readonly isSecret: boolean;
	/** Nobody waits for the line any more. */
	readonly signal: AbortSignal;
};

/** The terminal that this process can ask its user on, whatever stdin and stdout are; null where there is none. */
export function openTerminal(): ReadStream | null {
	try {
		const terminal = new ReadStream(openSync('/dev/tty', 'r+'));
		// It reads and writes: /dev/tty was opened for both.
		writeInCharset(terminal as unknown as NodeJS.WritableStream, process.env);
		return terminal;
	} catch {
		return null;
	}
}

/** Reads a line from a terminal. Null when the user gives up (Ctrl+C, which is a SIGINT for us too, or Ctrl+D), or the signal says so. */
export function readLine(
	terminal: ReadStream,
	{prompt, isSecret, signal}: ReadLineOptions,
): Promise<string | null> {
	const decoder = new StringDecoder('utf8');
	let text = '';
	const write = (part: string): void => void (terminal as unknown as NodeJS.WritableStream).write(part);
	return new Promise(resolve => {
		const finish = (answer: string | null): void => {
			signal.removeEventListener('abort', giveUp);
			terminal.off('data', take).off('error', giveUp);
			if (!terminal.destroyed) {
				terminal.setRawMode(false);
				terminal.pause();
				write('\r\n');
			}
			text = '';
			resolve(answer);
		};
		const giveUp = (): void => finish(null);
		const take = (bytes: Buffer): void => {
			for (const character of decoder.write(bytes)) {
				if (character === '\r' || character === '\n') {
					finish(text);
					return;
				}
				if (character === '\u0003') {
					giveUp();
					process.kill(process.pid, 'SIGINT');
					return;
				}
				if (character === '\u0004' && text === '') {
					giveUp();
					return;
				}
				edit(character);
			}
		};
		const edit = (character: string): void => {
			const before = text;
			if (character === '\u007F' || character === '\b') {
				text = graphemes(text).slice(0, -1).join('');
			} else if (character === '\u0015') {
				text = '';
			} else if (character >= ' ') {
				text += character;
			}
			if (!isSecret && text !== before) {
				write(`\r\u001B[K${prompt}${text}`);
			}
		};
		if (signal.aborted) {
			resolve(null);
			return;
		}
		signal.addEventListener('abort', giveUp, {once: true});
		terminal.on('data', take).on('error', giveUp);
		terminal.setRawMode(true);
		terminal.resume();
		write(prompt);
	});
}
