import {fitsWildcards} from './wildcards.ts';

type Part = 'star' | ((character: string) => boolean);

/**
 * Whether names fit a pattern as glob(7) reads it within one part of a path: `*`, `?`, `[a-z]`, `[!a-z]` and `\`.
 * Takes time in proportion to pattern and name, whatever they are. A leading dot is a character as any other here.
 */
export function compileGlob(pattern: string): (name: string) => boolean {
	const parts: Part[] = [];
	const characters = [...pattern];
	for (let i = 0; i < characters.length; i++) {
		const character = characters[i] as string;
		if (character === '*') {
			parts.push('star');
		} else if (character === '?') {
			parts.push(() => true);
		} else if (character === '[' && characters.indexOf(']', i + 2) !== -1) {
			const end = characters.indexOf(']', i + 2);
			parts.push(readClass(characters.slice(i + 1, end)));
			i = end;
		} else {
			const literal = character === '\\' ? (characters[++i] ?? '\\') : character;
			parts.push(c => c === literal);
		}
	}
	return name => {
		const letters = [...name];
		const fits = (part: number, at: number): boolean =>
			(parts[part] as Exclude<Part, 'star'>)(letters[at] as string);
		return fitsWildcards(letters.length, parts.length, part => parts[part] === 'star', fits);
	};
}

function readClass(characters: readonly string[]): (c: string) => boolean {
	const negated = characters[0] === '!';
	const set = negated ? characters.slice(1) : characters;
	return c => {
		let inside = false;
		for (let i = 0; i < set.length; i++) {
			const from = set[i] as string;
			if (set[i + 1] === '-' && i + 2 < set.length) {
				inside ||= from <= c && c <= (set[i + 2] as string);
				i += 2;
			} else {
				inside ||= from === c;
			}
		}
		return inside !== negated;
	};
}
