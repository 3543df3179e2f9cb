import {type ConfigLine, readTags, tagsKeyword} from './config-text.ts';
import type {Block, Scope} from './config-tree.ts';
import type {Host, HostPattern} from './host.ts';
import {isPattern} from './pattern.ts';
import {whyRefused} from './refused-name.ts';
import {staticValues} from './static-values.ts';

/**
 * The hosts and the pattern-only blocks among the blocks of config files, in their order. A name on several Host lines
 * is listed once, where it stands first, with the tags of all of them.
 */
export function listHosts(blocks: readonly Block[]): {hosts: Host[]; patterns: HostPattern[]} {
	const valuesOf = staticValues(blocks);
	const tags = tagsByScope(blocks);
	const hosts = new Map<string, Host & {tags: readonly string[]}>();
	const patterns: HostPattern[] = [];
	for (const {scope, isContinued} of blocks) {
		if (scope.kind !== 'host' || isContinued) {
			continue;
		}
		const own = tags.get(scope) ?? [];
		let isNamed = false;
		for (const alias of scope.names) {
			if (isPattern(alias)) {
				continue;
			}
			isNamed = true;
			const known = hosts.get(alias);
			if (known) {
				known.tags = union(known.tags, own);
				continue;
			}
			const {hostName, user, port, proxyJump} = valuesOf(alias);
			hosts.set(alias, {
				alias,
				source: scope.source,
				patterns: scope.names,
				hostName,
				user,
				port,
				proxyJump,
				tags: own,
				refused: whyRefused(alias),
			});
		}
		if (!isNamed && scope.names.length > 0) {
			patterns.push({patterns: scope.names, source: scope.source, tags: own});
		}
	}
	return {hosts: [...hosts.values()], patterns};
}

function tagsByScope(blocks: readonly Block[]): Map<Scope, readonly string[]> {
	const tags = new Map<Scope, readonly string[]>();
	const read = new Map<string, readonly string[]>();
	for (const {scope, lines} of blocks) {
		for (let i = 0; i < lines.length; i++) {
			const {keyword, argument} = lines[i] as ConfigLine;
			if (keyword === tagsKeyword) {
				const more = read.get(argument) ?? readTags(argument);
				read.set(argument, more);
				tags.set(scope, union(tags.get(scope) ?? [], more));
			}
		}
	}
	return tags;
}

function union(a: readonly string[], b: readonly string[]): readonly string[] {
	return a.length === 0 ? b : b.length === 0 ? a : [...new Set([...a, ...b])];
}
