import type {Host} from './host.ts';
import {jumpName} from './route.ts';

/** The hosts that an entry list of ProxyJump names. */
export function jumpNames(jumps: string | null): string[] {
	return jumps === null || jumps.toLowerCase() === 'none'
		? []
		: jumps.split(',').map(entry => jumpName(entry.trim()));
}

/** Finds for an alias the way through jump hosts that comes back to it: `a → b → a`; null where there is none. */
export function loopFinder(hosts: readonly Host[]): (alias: string) => readonly string[] | null {
	const jumps = new Map(hosts.map(host => [host.alias, host.proxyJump]));
	return alias => {
		if ((jumps.get(alias) ?? null) === null) {
			return null;
		}
		const seen = new Set<string>();
		const search = (name: string, way: readonly string[]): readonly string[] | null => {
			for (const next of jumpNames(jumps.get(name) ?? null)) {
				if (next === alias) {
					return [...way, next];
				}
				if (!seen.has(next)) {
					seen.add(next);
					const found = search(next, [...way, next]);
					if (found !== null) {
						return found;
					}
				}
			}
			return null;
		};
		return search(alias, [alias]);
	};
}

/** The hosts that go through a name, one of its chain being it. */
export function jumpsThrough(hosts: readonly Host[], name: string): Host[] {
	return hosts.filter(host => host.alias !== name && jumpNames(host.proxyJump).includes(name));
}
