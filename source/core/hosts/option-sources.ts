import {forwardSources} from './forward-sources.ts';
import type {OptionValue, Origin} from './host.ts';
import {splitArguments} from './lexer.ts';
import type {AddedValue, OptionLines} from './option-lines.ts';

const quietLevels = new Set(['SILENT', 'QUIET', 'FATAL', 'ERROR']);

/** The lines of `ssh -G`: option, as printed, and its values in order. */
export function readDump(stdout: string): Map<string, string[]> {
	const options = new Map<string, string[]>();
	for (const line of stdout.split('\n')) {
		if (line !== '') {
			const space = line.indexOf(' ');
			const option = space === -1 ? line : line.slice(0, space);
			const values = options.get(option) ?? [];
			options.set(option, values);
			values.push(space === -1 ? '' : line.slice(space + 1));
		}
	}
	return options;
}

/** The log level the config asks for, in capitals; ssh has two names for some. */
export function configuredLevel(lines: OptionLines): string {
	const argument = lines.single.get('loglevel')?.argument ?? 'INFO';
	return (splitArguments(argument)?.[0] ?? '').toUpperCase();
}

/**
 * Gives every value of `ssh -G -vvv ALIAS` the line that set it, null for a default. A default that depends on another
 * option has that option's line. What `-vvv` itself changed (LogLevel, and an UpdateHostKeys that depends on it) is put
 * back to what plain `ssh -G` prints; `level` is the log level by ssh's own name.
 */
export function withSources(
	alias: string,
	dump: ReadonlyMap<string, readonly string[]>,
	lines: OptionLines,
	level: string,
): Record<string, readonly OptionValue[]> {
	const options: Record<string, readonly OptionValue[]> = {};
	for (const [option, printed] of dump) {
		let values = printed;
		if (option === 'loglevel') {
			values = [level];
		} else if (option === 'updatehostkeys' && printed[0] === 'ask' && quietLevels.has(level)) {
			values = ['false'];
		}
		const sources = sourcesOf(option.toLowerCase(), values, alias, lines);
		options[option] = values.map((value, index) => ({value, source: sources[index] ?? null}));
	}
	return options;
}

function sourcesOf(
	option: string,
	values: readonly string[],
	alias: string,
	lines: OptionLines,
): (Origin | null)[] {
	switch (option) {
		case 'identityfile':
			return inOrder(values, lines.identityFiles);
		case 'certificatefile':
			return inOrder(values, lines.certificateFiles);
		case 'sendenv':
			return inOrder(values, lines.sentVariables);
		case 'localforward':
		case 'remoteforward':
		case 'dynamicforward':
			return forwardSources(option, values, lines.forwards);
		default: {
			const source = singleSource(option, values[0] ?? '', alias, lines.single);
			return values.map(() => source);
		}
	}
}

function inOrder(values: readonly string[], added: readonly AddedValue[]): (Origin | null)[] {
	return values.map((value, index) => {
		const there = added[index];
		return (there?.value === value ? there : added.find(one => one.value === value))?.source ?? null;
	});
}

function singleSource(
	option: string,
	value: string,
	alias: string,
	single: OptionLines['single'],
): Origin | null {
	const own = single.get(option)?.source ?? null;
	const lineOf = (name: string): Origin | null => single.get(name)?.source ?? null;
	switch (option) {
		case 'host':
			return null;
		case 'hostname':
			return own || value === alias.toLowerCase()
				? own
				: (lineOf('canonicaldomains') ?? lineOf('canonicalizepermittedcnames'));
		case 'proxyusefdpass':
			return own && value === 'no' ? (lineOf('proxyjump') ?? own) : own;
		case 'serveraliveinterval':
			return own ?? (value === '0' ? null : lineOf('batchmode'));
		case 'updatehostkeys':
			return updateHostKeysSource(value, single);
		default:
			return own;
	}
}

/** UpdateHostKeys defaults to “no” where other known-hosts options are set, and “ask” does not hold everywhere. */
function updateHostKeysSource(value: string, single: OptionLines['single']): Origin | null {
	const says = (option: string, word: RegExp): boolean => {
		const argument = single.get(option)?.argument;
		return argument !== undefined && word.test(argument.replace(/^["']/, ''));
	};
	const lineOf = (name: string): Origin | null => single.get(name)?.source ?? null;
	if (!single.has('updatehostkeys')) {
		if (value === 'true') {
			return null;
		}
		return says('verifyhostkeydns', /^(?!no|false)/i)
			? lineOf('verifyhostkeydns')
			: lineOf('userknownhostsfile');
	}
	if (value === 'ask' || !says('updatehostkeys', /^ask/i)) {
		return lineOf('updatehostkeys');
	}
	if (says('controlpersist', /^(?!no|false)/i) && says('controlpath', /^(?!none)/i)) {
		return lineOf('controlpersist');
	}
	return says('remotecommand', /^(?!none)/i)
		? lineOf('remotecommand')
		: says('requesttty', /^(no|false)/i)
			? lineOf('requesttty')
			: (lineOf('loglevel') ?? lineOf('updatehostkeys'));
}
