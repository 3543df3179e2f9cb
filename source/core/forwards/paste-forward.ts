import {Refusal} from '../errors.ts';
import {splitWords} from '../ssh-command/split-words.ts';
import {describeEndpoint, type Forward} from './forward.ts';
import {parseForward, parseForwardOption} from './parse-forward.ts';
import {printForward} from './print-forward.ts';
import {parseSshArguments} from './ssh-arguments.ts';
import {withWholePaths} from './whole-paths.ts';

/** What was read of a pasted text. */
export type PastedForwards = {
	/** Null: the text names none. */
	readonly host: string | null;
	/** At least one. */
	readonly forwards: readonly Forward[];
	/** What it says besides of the connection, and is not followed: `-i key`, or a forward that ssh would refuse. */
	readonly ignored: readonly string[];
};

/** A forward as the fields of a form have it. */
export type ForwardFields = {
	readonly kind: Forward['kind'];
	readonly listen: string;
	readonly target: string;
};

const keywords: ReadonlyMap<string, Forward['kind']> = new Map([
	['localforward', 'local'],
	['remoteforward', 'remote'],
	['dynamicforward', 'dynamic'],
]);

/**
 * Reads what somebody has at hand: a whole `ssh -N -L … -R … host` command, `-L 8080:db:80`, lines of a config, or a bare
 * `8080:db:80` (local). Null for anything else. `home` stands for a leading `~`.
 */
export function readPastedForwards(text: string, home: string): PastedForwards | null {
	// A line that a backslash ends goes on in the next; what a shell is to do in the background is done so anyhow.
	const line = text.replaceAll(/\\\r?\n/g, ' ').replace(/\s*&\s*$/, '');
	const pasted = readConfigLines(line, home) ?? readCommand(line, home);
	const [first, ...others] = pasted?.forwards ?? [];
	if (pasted === null || first === undefined) {
		return null;
	}
	// The first goes into fields, where what is wrong with it is said.
	const forwards = [first];
	const ignored = [...pasted.ignored];
	for (const other of others) {
		const whole = withWholePaths(other, home);
		if ('problem' in whole) {
			ignored.push(printForward(other));
		} else {
			forwards.push(whole);
		}
	}
	return {...pasted, forwards, ignored};
}

function readConfigLines(text: string, home: string): PastedForwards | null {
	const forwards: Forward[] = [];
	const ignored: string[] = [];
	let host: string | null = null;
	for (const line of text.split(/\r?\n/)) {
		const [, keyword = '', rest = ''] = /^\s*([A-Za-z]+)(?:\s+|\s*=\s*)(.*)$/.exec(line) ?? [];
		const kind = keywords.get(keyword.toLowerCase());
		if (kind !== undefined) {
			const [listen = '', target = null] = words(rest, home);
			const forward = parseForwardOption(kind, listen, target);
			if ('problem' in forward) {
				ignored.push(line.trim());
			} else {
				forwards.push(forward);
			}
		} else if (keyword.toLowerCase() === 'host' && forwards.length === 0) {
			[host = null] = words(rest, home);
		}
	}
	return forwards.length === 0 ? null : {host, forwards, ignored};
}

function readCommand(text: string, home: string): PastedForwards | null {
	const all = words(text.trim(), home);
	const [, program] = /(?:^|\/)(ssh|autossh)$/.exec(all[0] ?? '') ?? [];
	if (program !== undefined || /^-[LRD]/.test(all[0] ?? '')) {
		const args = program === undefined ? all : program === 'ssh' ? all.slice(1) : sshArguments(all.slice(1));
		const {destination, forwards, port, login, others} = parseSshArguments(args);
		const isWhole = port === null && login === null;
		const host = destination === null || isWhole ? destination : addressOf(destination, login, port);
		return forwards.length === 0 ? null : {host, forwards, ignored: others};
	}
	const bare = all.length === 1 && text.includes(':') ? parseForward('local', all[0] ?? '') : null;
	return bare === null || 'problem' in bare ? null : {host: null, forwards: [bare], ignored: []};
}

/** What autossh hands on to ssh: all but its own `-M port`. */
function sshArguments(args: readonly string[]): string[] {
	const at = args.findIndex(argument => argument.startsWith('-M'));
	return at === -1 ? [...args] : args.toSpliced(at, args[at] === '-M' ? 2 : 1);
}

/** A destination that says its login and port as well; as in ssh(1), what it says of its own login wins. */
function addressOf(destination: string, login: string | null, port: string | null): string {
	if (destination.startsWith('ssh://')) {
		return destination;
	}
	const at = destination.lastIndexOf('@');
	const user = at === -1 ? login : destination.slice(0, at);
	const host = destination.slice(at + 1);
	const named = `${user === null ? '' : `${user}@`}${host}`;
	const bracketed = host.includes(':') && !host.startsWith('[') ? named.replace(host, `[${host}]`) : named;
	return port === null ? named : `ssh://${bracketed}:${port}`;
}

function words(text: string, home: string): string[] {
	try {
		return splitWords(text, home);
	} catch (error) {
		if (error instanceof Refusal) {
			return [];
		}
		throw error;
	}
}

export function fieldsOf({kind, listen, target}: Forward): ForwardFields {
	const isPlain = 'port' in listen && listen.address === null;
	return {
		kind,
		listen: isPlain ? `${listen.port}` : describeEndpoint(listen),
		target: target === null ? '' : describeEndpoint(target),
	};
}

/** The forward that two fields of a form ask for, or what is wrong with them. */
export function readForwardFields(
	kind: Forward['kind'],
	listen: string,
	target: string,
): Forward | {readonly problem: string} {
	const to = target.trim();
	return parseForwardOption(kind, field(listen.trim()), to === '' ? null : field(to));
}

/** A path with a colon in it has to be bracketed. */
function field(text: string): string {
	return text.startsWith('/') && text.includes(':') ? `[${text}]` : text;
}
