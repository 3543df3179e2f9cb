import {Refusal} from '../errors.ts';
import {splitWords} from '../ssh-command/split-words.ts';
import {describeEndpoint, type Forward} from './forward.ts';
import {parseForward, parseForwardOption} from './parse-forward.ts';
import {parseSshArguments} from './ssh-arguments.ts';

/** A forward as the fields of a form have it. `host` null: the text names none. */
export type PastedForward = {
	readonly host: string | null;
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
 * Reads what somebody has at hand: a whole `ssh -N -L … host` line, `-L 8080:db:80`, a line of a config, or a bare
 * `8080:db:80` (local). Of several forwards the first counts. Null for anything else. `home` stands for a leading `~`.
 */
export function readPastedForward(text: string, home: string): PastedForward | null {
	const [, keyword = '', rest = ''] = /^\s*([A-Za-z]+)(?:\s+|\s*=\s*)(.*)$/s.exec(text) ?? [];
	const kind = keywords.get(keyword.toLowerCase());
	if (kind !== undefined) {
		const [listen = '', target = null] = words(rest, home);
		return fieldsOf(parseForwardOption(kind, listen, target), null);
	}
	const all = words(text.trim(), home);
	const isCommand = /(^|\/)(ssh|autossh)$/.test(all[0] ?? '');
	if (isCommand || /^-[LRD]/.test(all[0] ?? '')) {
		const {destination, forwards} = parseSshArguments(isCommand ? all.slice(1) : all);
		return forwards[0] === undefined ? null : fieldsOf(forwards[0], destination);
	}
	return all.length === 1 && text.includes(':') ? fieldsOf(parseForward('local', all[0] ?? ''), null) : null;
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

function fieldsOf(forward: Forward | {readonly problem: string}, host: string | null): PastedForward | null {
	if ('problem' in forward) {
		return null;
	}
	const {kind, listen, target} = forward;
	const isPlain = 'port' in listen && listen.address === null;
	return {
		host,
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
