import type {Forward} from './forward.ts';
import {parseForwardOption} from './parse-forward.ts';

/** What the arguments of an `ssh` command say. */
export type SshArguments = {
	/** The host as typed (`web-1`, `deploy@web-1`, `ssh://web-1:22`); null when there is none. */
	readonly destination: string | null;
	/** Those of `-L`, `-R`, `-D` and of `-o`; one that ssh would refuse is left out. */
	readonly forwards: readonly Forward[];
	/** The letters of all options given. */
	readonly flags: ReadonlySet<string>;
	/** Of `-p` and `-l`, the first that was given; null when it was not. */
	readonly port: string | null;
	readonly login: string | null;
	/** The options that say something else about the connection, as given: `-J jump`, `-o User=me`. */
	readonly others: readonly string[];
};

/** The options of ssh(1) that take a value, up to OpenSSH 10. */
const withValue = 'BbcDEeFIiJLlmOoPpQRSWw';
/** Options that ask for no other connection: how ssh runs, how much it says, what stands in the destination as well. */
const silent = 'fgNnTtqvyaxkMpl';
/** What a forward that is kept up does anyhow. */
const implied =
	/^\s*(ExitOnForwardFailure|ServerAlive\w+|TCPKeepAlive|BatchMode|LogLevel|StreamLocalBindUnlink)\b/i;
const kinds: ReadonlyMap<string, Forward['kind']> = new Map([
	['L', 'local'],
	['R', 'remote'],
	['D', 'dynamic'],
	['localforward', 'local'],
	['remoteforward', 'remote'],
	['dynamicforward', 'dynamic'],
]);

/** Reads the arguments after the program's name. As in ssh(1), options may follow the host; what comes then is its command. */
export function parseSshArguments(args: readonly string[]): SshArguments {
	const options: {letter: string; value: string}[] = [];
	let destination: string | null = null;
	for (let index = 0; index < args.length; index += 1) {
		const argument = args[index] ?? '';
		if (argument === '--') {
			destination ??= args[index + 1] ?? null;
			break;
		}
		if (!argument.startsWith('-') || argument === '-') {
			if (destination !== null) {
				break;
			}
			destination = argument;
			continue;
		}
		for (let at = 1; at < argument.length; at += 1) {
			const letter = argument.charAt(at);
			if (withValue.includes(letter)) {
				index += at + 1 === argument.length ? 1 : 0;
				const value = at + 1 === argument.length ? args[index] : argument.slice(at + 1);
				options.push({letter, value: value ?? ''});
				break;
			}
			options.push({letter, value: ''});
		}
	}
	const forwards = options.map(readForward).filter(forward => forward !== null);
	const given = (wanted: string): string | null =>
		options.find(({letter}) => letter === wanted)?.value ?? null;
	const others = options
		.filter(({letter, value}) => !silent.includes(letter) && !(letter === 'o' && implied.test(value)))
		.filter(option => readForward(option) === null)
		.map(({letter, value}) => `-${letter} ${value}`.trimEnd());
	const flags = new Set(options.map(option => option.letter));
	return {destination, forwards, flags, port: given('p'), login: given('l'), others};
}

/** The arguments in the NUL-separated text of /proc/PID/cmdline, the program's name first. */
export function splitCommandLine(text: string): string[] {
	return text.replace(/\0+$/, '').split('\0');
}

function readForward({letter, value}: {letter: string; value: string}): Forward | null {
	const forward = letter === 'o' ? readOption(value) : parseKind(kinds.get(letter), value, null);
	return forward === null || 'problem' in forward ? null : forward;
}

function readOption(text: string): ReturnType<typeof parseKind> {
	const [, keyword = '', rest = ''] = /^\s*([A-Za-z]+)\s*[\s=]\s*(.*)$/s.exec(text) ?? [];
	const [listen = '', target] = Array.from(rest.matchAll(/"([^"]*)"|\S+/g), match => match[1] ?? match[0]);
	return parseKind(kinds.get(keyword.toLowerCase()), listen, target ?? null);
}

function parseKind(
	kind: Forward['kind'] | undefined,
	listen: string,
	target: string | null,
): ReturnType<typeof parseForwardOption> | null {
	return kind === undefined ? null : parseForwardOption(kind, listen, target);
}
