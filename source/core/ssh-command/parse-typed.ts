import {Refusal} from '../errors.ts';
import {readDirective} from '../hosts/lexer.ts';
import {printable} from '../text/printable.ts';
import {type Destination, parseDestination, parsePort} from './destination.ts';
import {splitWords} from './split-words.ts';

/** One option of ssh(1): its letter, and its value where it takes one. */
type SshOption = {readonly letter: string; readonly value: string | null};

/** A typed target, understood and checked. */
export type TypedTarget = {
	/** What follows `ssh`: options, `--`, destination, command. */
	readonly args: readonly string[];
	/** As ssh gets it: `host` or `user@host`. */
	readonly destination: string;
	/** In the order typed; a port from an ssh:// address is among them. */
	readonly options: readonly SshOption[];
	readonly user: string | null;
	readonly host: string;
	/** From `-p` or the address; null leaves it to the config. */
	readonly port: number | null;
	readonly command: readonly string[];
};

const withValue = 'BbcDEeFIiJLlmOoPpQRSWw';
const flags = '1246AaCfGgKkMNnqsTtVvXxYy';
const noSession = 'GOQV';

/**
 * Understands what was typed and is no host of the config: `deploy@10.0.0.9 -p 2222`, `ssh://u@h:22`, `[::1]`, or a whole
 * pasted line `ssh -p 2222 -J b u@h [command]` (only then with a command), by the option grammar of ssh(1).
 * `home` stands for a leading `~`. Gives a Refusal, ready to be shown, for what ssh would not take.
 */
export function parseTyped(line: string, home: string): TypedTarget | Refusal {
	try {
		return parse(line.trim(), home);
	} catch (error) {
		if (error instanceof Refusal) {
			return error;
		}
		throw error;
	}
}

function parse(line: string, home: string): TypedTarget {
	if (/[\u0000-\u001F\u007F-\u009F]/.test(line)) {
		throw new Refusal('What was typed holds control characters.', 'Type or paste a single line.');
	}
	const words = splitWords(line, home);
	const isWholeLine = /(^|\/)ssh$/.test(words[0] ?? '');
	const {options, target, command} = readWords(isWholeLine ? words.slice(1) : words);
	if (target === null) {
		throw new Refusal('There is no host to connect to.', 'Type user@host, or an ssh line with a host.');
	}
	if (command.length > 0 && !isWholeLine) {
		throw new Refusal(
			`“${printable(line)}” is more than a host.`,
			`To run a command, type the whole line: ssh ${printable(line)}`,
		);
	}
	const port = options.find(option => option.letter === 'p')?.value ?? null;
	return {
		args: [...options.flatMap(printOption), '--', target.text, ...command],
		destination: target.text,
		options,
		user: options.find(option => option.letter === 'l')?.value ?? target.user,
		host: target.host,
		port: port === null ? null : parsePort(port),
		command,
	};
}

type Read = {options: SshOption[]; target: Destination | null; command: string[]};

/** Options may stand before and after the destination; from the second plain word on, or after `--`, all is the command. */
function readWords(words: readonly string[]): Read {
	const options: SshOption[] = [];
	let target: Destination | null = null;
	for (let index = 0; index < words.length; index++) {
		const word = words[index] ?? '';
		if (word === '--') {
			const [first, ...command] = words.slice(index + 1);
			if (target !== null) {
				return {options, target, command: first === undefined ? [] : [first, ...command]};
			}
			target = first === undefined ? null : takeDestination(first, options);
			return {options, target, command};
		}
		if (word.startsWith('-') && word !== '-') {
			index += readOptions(word, words[index + 1], options, target);
		} else if (target === null) {
			target = takeDestination(word, options);
		} else {
			return {options, target, command: words.slice(index)};
		}
	}
	return {options, target, command: []};
}

function takeDestination(word: string, options: SshOption[]): Destination {
	const target = parseDestination(word);
	if (target.port !== null) {
		options.push({letter: 'p', value: String(target.port)});
	}
	return target;
}

/** Reads a word of single-letter options (`-tt`, `-p22`, `-Ap 22`); gives how many words after it were used up. */
function readOptions(
	word: string,
	next: string | undefined,
	options: SshOption[],
	target: Destination | null,
): number {
	for (let at = 1; at < word.length; at++) {
		const letter = word.charAt(at);
		if (noSession.includes(letter)) {
			throw new Refusal(`-${letter} opens no session.`, 'Run that line in a shell.');
		}
		if (withValue.includes(letter)) {
			const value = word.slice(at + 1) || next;
			if (value === undefined) {
				throw new Refusal(`-${letter} needs a value.`);
			}
			// The first user named wins, and here all options will stand before the destination.
			const isUser = letter === 'l' || (letter === 'o' && readDirective(value)?.keyword === 'user');
			if (!isUser || target === null || target.user === null) {
				options.push({letter, value: letter === 'p' ? String(parsePort(value)) : value});
			}
			return at + 1 < word.length ? 0 : 1;
		}
		if (!flags.includes(letter)) {
			throw new Refusal(`ssh has no option -${printable(letter)}.`);
		}
		options.push({letter, value: null});
	}
	return 0;
}

function printOption({letter, value}: SshOption): string[] {
	return value === null ? [`-${letter}`] : [`-${letter}`, value];
}
