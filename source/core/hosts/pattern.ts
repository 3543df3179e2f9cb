import {fitsWildcards} from '../text/wildcards.ts';

const ascii = /^[\u0000-\u007F]*$/;

/**
 * Whether a text matches a pattern of `*` (any characters) and `?` (one byte): ssh_config(5), PATTERNS. Case matters.
 */
export function matchesPattern(text: string, pattern: string): boolean {
	return pattern.includes('?') && !ascii.test(text)
		? matches(bytes(text), bytes(pattern))
		: matches(text, pattern);
}

function bytes(text: string): string {
	return String.fromCharCode(...new TextEncoder().encode(text));
}

function matches(text: string, pattern: string): boolean {
	const first = pattern[0];
	if (first !== '*' && first !== '?' && first !== text[0]) {
		return false;
	}
	const last = pattern.at(-1);
	if (last !== '*' && last !== '?' && last !== text.at(-1)) {
		return false;
	}
	return fitsWildcards(
		text.length,
		pattern.length,
		part => pattern[part] === '*',
		(part, at) => pattern[part] === '?' || pattern[part] === text[at],
	);
}

/** Whether a name of a `Host` line is a pattern or a negation, and so names no host. */
export function isPattern(name: string): boolean {
	return name.startsWith('!') || name.includes('*') || name.includes('?');
}

/** Whether a `Host` line with these names applies to an alias: one matches, and no negated one does. */
export function hostLineApplies(names: readonly string[], alias: string): boolean {
	let applies = false;
	for (let i = 0; i < names.length; i++) {
		const name = names[i] as string;
		if (name.startsWith('!')) {
			if (matchesPattern(alias, name.slice(1))) {
				return false;
			}
		} else if (!applies && matchesPattern(alias, name)) {
			applies = true;
		}
	}
	return applies;
}

/**
 * Whether a text matches a comma-separated pattern list, as the criteria of `Match` take it; a negated pattern that
 * matches decides.
 */
export function matchesPatternList(text: string, list: string): boolean {
	return hostLineApplies(
		list.split(',').filter(pattern => pattern !== ''),
		text,
	);
}
