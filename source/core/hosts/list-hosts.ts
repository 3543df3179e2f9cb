import {BlockList} from './block-list.ts';
import {readTags, tagsKeyword} from './config-text.ts';
import {Block, type PlainBlocks, type Scope} from './config-tree.ts';
import type {Host, HostPattern, Origin} from './host.ts';
import {NameIndex} from './name-index.ts';
import {isPattern} from './pattern.ts';
import {whyNoHost} from './refused-name.ts';
import {type StaticValues, staticValues} from './static-values.ts';

/** What the hosts of one list share. */
type Source = {
	readonly blocks: BlockList;
	readonly valuesOf: (alias: string, own: readonly number[]) => StaticValues;
};

/** Ten thousand hosts are listed before the first frame, which shows some dozens: all but the name is read when asked for. */
class ListedHost implements Host {
	readonly alias: string;
	readonly #from: Source;
	/** The index of the block of its first `Host` line, and those of other blocks that name it. */
	readonly #first: number;
	#others: number[] | null = null;
	#values: StaticValues | null = null;
	#tags: readonly string[] | null = null;

	constructor(alias: string, from: Source, first: number) {
		this.alias = alias;
		this.#from = from;
		this.#first = first;
	}

	addBlock(index: number): void {
		this.#others ??= [];
		this.#others.push(index);
	}

	get source(): Origin {
		return this.#scope.source;
	}

	get patterns(): readonly string[] {
		return this.#scope.names;
	}

	get hostName(): string | null {
		return this.#read().hostName;
	}

	get user(): string | null {
		return this.#read().user;
	}

	get port(): number | null {
		return this.#read().port;
	}

	get proxyJump(): string | null {
		return this.#read().proxyJump;
	}

	get tags(): readonly string[] {
		this.#tags ??= tagsOf(this.#own.map(index => this.#from.blocks.at(index)));
		return this.#tags;
	}

	get refused(): string | null {
		return whyNoHost(this.alias);
	}

	get #scope(): Scope {
		return this.#from.blocks.at(this.#first).scope;
	}

	get #own(): readonly number[] {
		return this.#others === null ? [this.#first] : [this.#first, ...this.#others];
	}

	#read(): StaticValues {
		this.#values ??= this.#from.valuesOf(this.alias, this.#own);
		return this.#values;
	}
}

/**
 * The hosts and the pattern-only blocks among the blocks of config files, in their order. A name on several Host lines
 * is listed once, where it stands first, with the tags of all of them.
 */
export function listHosts(items: readonly (Block | PlainBlocks)[]): {hosts: Host[]; patterns: HostPattern[]} {
	const wide: number[] = [];
	const blocks = new BlockList(items);
	const source: Source = {blocks, valuesOf: staticValues(blocks, wide)};
	const hosts: ListedHost[] = [];
	const names = new NameIndex(blocks.length);
	const patterns = new Map<Scope, Block[]>();
	const list = (alias: string, index: number): void => {
		const place = names.add(alias);
		if (place === hosts.length) {
			hosts.push(new ListedHost(alias, source, index));
		} else {
			hosts[place]!.addBlock(index);
		}
	};
	let index = 0;
	for (const item of items) {
		if (!(item instanceof Block)) {
			for (let i = 0; i < item.length; i++) {
				list(item.nameAt(i), index++);
			}
			continue;
		}
		if (item.name !== undefined) {
			list(item.name, index++);
			continue;
		}
		const words = item.kind === 'host' ? item.scope.names : [];
		const aliases = words.filter(word => !isPattern(word));
		for (const alias of aliases) {
			list(alias, index);
		}
		if (item.kind === 'top' || aliases.length < words.length) {
			wide.push(index);
		}
		if (aliases.length === 0 && words.length > 0) {
			patterns.set(item.scope, [...(patterns.get(item.scope) ?? []), item]);
		}
		index++;
	}
	return {hosts, patterns: Array.from(patterns, patternOf)};
}

function patternOf([{names, source}, blocks]: readonly [Scope, readonly Block[]]): HostPattern {
	return {
		patterns: names,
		source,
		get tags() {
			return tagsOf(blocks);
		},
	};
}

const none: readonly string[] = [];

/** The tags in blocks, of those that an Include cut in two together. */
function tagsOf(blocks: readonly Block[]): readonly string[] {
	const whole = blocks.length < 2 ? blocks : [...Map.groupBy(blocks, ({scope}) => scope).values()].flat();
	let tags = none;
	for (const {lines} of whole) {
		for (const {keyword, argument} of lines) {
			if (keyword === tagsKeyword) {
				tags = tags.length === 0 ? readTags(argument) : [...new Set([...tags, ...readTags(argument)])];
			}
		}
	}
	return tags;
}
