import {catalog} from './catalog.ts';
import {type CatalogEntry, scopes} from './catalog-entry.ts';

const labels: Readonly<Record<string, string>> = {
	Up: '↑',
	Down: '↓',
	Left: '←',
	Right: '→',
	PageUp: 'PgUp',
	PageDown: 'PgDn',
	Delete: 'Del',
};

/** A chord as it is written for people, such as `↑` or `PgUp`. */
export function keyLabel(chord: string): string {
	return labels[chord] ?? chord;
}

/** The commands with keys that stand under a title of `scopes`; what two scopes have in common once. */
export function commandsUnder(title: string): readonly CatalogEntry[] {
	const entries: readonly CatalogEntry[] = catalog;
	const own = entries.filter(entry => scopes[entry.scope] === title && entry.keys.length > 0);
	return [...new Map(own.map(entry => [`${entry.keys.join(' ')} ${entry.title}`, entry])).values()];
}
