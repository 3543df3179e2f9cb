import {compileGlob} from '../text/glob.ts';

const magic = /[*?[]/;
const capital = /\p{Lu}/u;

/**
 * Whether names fit what was typed into a filter: a glob where it has `*`, `?` or `[`, else a part of the name. Capitals
 * count only where some were typed.
 */
export function nameFilter(query: string): (name: string) => boolean {
	const isExact = capital.test(query);
	const folded = (name: string): string => (isExact ? name : name.toLowerCase());
	if (magic.test(query)) {
		const fits = compileGlob(query);
		return name => fits(folded(name));
	}
	return name => folded(name).includes(query);
}
