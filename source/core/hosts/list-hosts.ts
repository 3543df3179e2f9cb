import {readTags, tagsKeyword} from './config-text.ts';
import {type Block, blocksOf, type ConfigNode} from './config-tree.ts';
import type {Host, HostPattern} from './host.ts';
import {isPattern} from './pattern.ts';
import {whyRefused} from './refused-name.ts';
import {staticValues} from './static-values.ts';

/**
 * The hosts and the pattern-only blocks of config files, in the order of the files (the user's first, then the
 * system-wide one). A name on several Host lines is listed once, where it stands first, with the tags of all of them.
 */
export function listHosts(files: readonly ConfigNode[]): {hosts: Host[]; patterns: HostPattern[]} {
	const blocks = blocksOf(files);
	const valuesOf = staticValues(blocks);
	const tags = tagsByName(blocks);
	const hosts = new Map<string, Host>();
	const patterns: HostPattern[] = [];
	let previous: Block['scope'] | null = null;
	for (const {scope} of blocks) {
		if (scope.kind !== 'host' || scope === previous) {
			continue;
		}
		previous = scope;
		const names = scope.names.filter(name => !isPattern(name));
		if (names.length === 0 && scope.names.length > 0) {
			patterns.push({
				patterns: scope.names,
				source: scope.source,
				tags: [...(tags.get(scope) ?? [])],
			});
		}
		for (const alias of names) {
			if (!hosts.has(alias)) {
				hosts.set(alias, {
					alias,
					source: scope.source,
					patterns: scope.names,
					...valuesOf(alias),
					tags: [...(tags.get(alias) ?? [])],
					refused: whyRefused(alias),
				});
			}
		}
	}
	return {hosts: [...hosts.values()], patterns};
}

/** Tags by alias for hosts, by scope for the blocks of patterns. */
function tagsByName(blocks: readonly Block[]): Map<string | Block['scope'], Set<string>> {
	const tags = new Map<string | Block['scope'], Set<string>>();
	for (const {scope, lines} of blocks) {
		for (const line of lines) {
			if (line.keyword !== tagsKeyword || scope.kind !== 'host') {
				continue;
			}
			for (const key of [scope, ...scope.names.filter(name => !isPattern(name))]) {
				const known = tags.get(key) ?? new Set();
				tags.set(key, known);
				for (const tag of readTags(line.argument)) {
					known.add(tag);
				}
			}
		}
	}
	return tags;
}
