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
	return name => matches([...name], parts);
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

function matches(name: readonly string[], parts: readonly Part[]): boolean {
	let at = 0;
	let p = 0;
	let star = -1;
	let resume = 0;
	while (at < name.length) {
		const part = parts[p];
		if (part === 'star') {
			star = p++;
			resume = at;
		} else if (part?.(name[at] as string)) {
			p++;
			at++;
		} else if (star === -1) {
			return false;
		} else {
			p = star + 1;
			at = ++resume;
		}
	}
	return parts.slice(p).every(part => part === 'star');
}
