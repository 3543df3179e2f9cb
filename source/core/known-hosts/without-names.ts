import {matchesName} from './match-name.ts';

/**
 * A known_hosts line that no longer speaks of some names: `null` when the whole line goes, else its new text with the
 * names `left` on it; or the `pattern` on it that takes in one of the names, and other hosts too.
 */
export type LineWithout =
	| {readonly text: string | null; readonly left: readonly string[]}
	| {readonly pattern: string};

/**
 * Takes names, written as ssh looks them up, from a line of a known_hosts file without a marker. All but its list of
 * names stays as it is. A line of which only exceptions (`!name`) are left speaks of nobody and goes.
 */
export function withoutNames(line: string, names: readonly string[]): LineWithout {
	const [, indent = '', patterns = '', rest = ''] = /^([ \t]*)(\S+)(.*)$/s.exec(line) ?? [];
	if (patterns.startsWith('|')) {
		return {text: null, left: []};
	}
	const left = patterns.split(',').filter(pattern => !names.includes(pattern.toLowerCase()));
	const pattern = left.find(each => names.some(name => matchesName(each, name, noHash)));
	if (pattern !== undefined) {
		return {pattern};
	}
	return left.every(each => each.startsWith('!'))
		? {text: null, left: []}
		: {text: indent + left.join(',') + rest, left};
}

function noHash(): Uint8Array {
	return new Uint8Array();
}
