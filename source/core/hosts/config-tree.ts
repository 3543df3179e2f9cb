import {ConfigParts} from './config-parts.ts';
import type {ConfigLine} from './config-text.ts';
import type {Origin} from './host.ts';
import {splitArguments} from './lexer.ts';
import {hostLineApplies} from './pattern.ts';

/** A file as it is read at one place: its directives, and the files each `Include` line of it brought in, in order. */
export type ConfigNode = {
	readonly path: string;
	readonly lines: ConfigParts | readonly ConfigLine[];
	readonly includes: ReadonlyMap<ConfigLine, readonly ConfigNode[]>;
};

/** What the lines of a block hang on: a `Host` or `Match` line, or nothing (`top`), inside the scope of an Include. */
export type Scope = {
	readonly kind: 'top' | 'host' | 'match';
	/** The names of a `Host` line; empty otherwise. */
	readonly names: readonly string[];
	/** What stands after `Match`; empty otherwise. */
	readonly criteria: string;
	readonly source: Origin;
	readonly around: Scope | null;
	/** `Match all`: true for every host, so what is included under it may apply. */
	readonly always: boolean;
};

/** A file at the place where it is read. */
type Place = {readonly path: string; readonly parts: ConfigParts; readonly around: Scope | null};

/**
 * Lines that follow each other under one scope; an Include cuts its block in two, with the included blocks between. There
 * are ten thousand of them before the first frame: their scopes and lines are made when they are asked for.
 */
export class Block {
	readonly kind: Scope['kind'];
	/** Whether it is what follows such a cut. */
	readonly isContinued: boolean;
	readonly #place: Place;
	readonly #from: number;
	readonly #to: number;
	#scope: Scope | null;
	#lines: readonly ConfigLine[] | null = null;

	/** Of the parts `from` to before `to`; of the scope that an Include cut, or else of one of its own. */
	constructor(place: Place, from: number, to: number, kind: Scope['kind'], cut: Scope | null) {
		this.kind = kind;
		this.isContinued = cut !== null;
		this.#place = place;
		this.#from = from;
		this.#to = to;
		this.#scope = cut;
	}

	get scope(): Scope {
		this.#scope ??= scopeOf(this.#place, this.#from, this.kind);
		return this.#scope;
	}

	/** Its name, where its `Host` line has one of the usual letters and nothing else. */
	get name(): string | undefined {
		return this.#place.parts.nameAt(this.#from);
	}

	/** As `scopeApplies`, told without its scope where that is easy. */
	applies(alias: string): boolean {
		const {name} = this;
		return name !== undefined && this.#place.around === null
			? name === alias
			: scopeApplies(this.scope, alias);
	}

	/** Without the `Host` or `Match` line; the Include line that ends it is one of them. */
	get lines(): readonly ConfigLine[] {
		this.#lines ??= this.#readLines();
		return this.#lines;
	}

	/** False only where none of its lines is a forward: told without reading them. */
	get mayForward(): boolean {
		return this.#to - this.#from > 1;
	}

	/** Whether both are the same text read in the same scope: told without reading it, and false where in doubt. */
	isSame(other: Block): boolean {
		const {path, parts, around} = this.#place;
		return (
			parts === other.#place.parts &&
			this.#from === other.#from &&
			this.#to === other.#to &&
			path === other.#place.path &&
			isSameScope(around, other.#place.around)
		);
	}

	#readLines(): readonly ConfigLine[] {
		const {parts} = this.#place;
		const length = this.#to - this.#from;
		const next = this.#to < parts.count ? parts.headAt(this.#to) : null;
		const end = next?.keyword === 'include' ? [next] : [];
		return length === 1 && end.length === 0
			? parts.bodyAt(this.#from)
			: [...Array.from({length}, (_, index) => parts.bodyAt(this.#from + index)), end].flat();
	}
}

/** Blocks that follow each other in a file, each with one usual name and no forward: thousands of them are one of these. */
export class PlainBlocks {
	readonly length: number;
	readonly #place: Place;
	readonly #from: number;

	/** One for each of the parts `from` to before `to`. */
	constructor(place: Place, from: number, to: number) {
		this.length = to - from;
		this.#place = place;
		this.#from = from;
	}

	nameAt(index: number): string {
		return this.#place.parts.nameAt(this.#from + index) as string;
	}

	at(index: number): Block {
		return new Block(this.#place, this.#from + index, this.#from + index + 1, 'host', null);
	}
}

/** The blocks of files in the order in which ssh comes to them, with few objects for many blocks. */
export function gatherBlocks(files: readonly ConfigNode[]): (Block | PlainBlocks)[] {
	const blocks: (Block | PlainBlocks)[] = [];
	for (const file of files) {
		gather(file, null, blocks);
	}
	return blocks;
}

/** The blocks of files in the order in which ssh comes to them. */
export function blocksOf(files: readonly ConfigNode[]): Block[] {
	return gatherBlocks(files).flatMap(each =>
		each instanceof Block ? each : Array.from({length: each.length}, (_, index) => each.at(index)),
	);
}

function gather(file: ConfigNode, around: Scope | null, blocks: (Block | PlainBlocks)[]): void {
	const parts = partsOf(file);
	const place = {path: file.path, parts, around};
	let from = 0;
	let kind: Scope['kind'] = 'top';
	let cut: Scope | null = null;
	const close = (to: number): Block => {
		const block = new Block(place, from, to, kind, cut);
		if ((kind !== 'top' && cut === null) || block.lines.length > 0) {
			blocks.push(block);
		}
		from = to;
		return block;
	};
	/** The parts of one usual name before an odd part: that one may go on with the last of them. */
	const closePlain = (first: number, odd: number): void => {
		if (first < odd) {
			close(first);
			if (first < odd - 1) {
				blocks.push(new PlainBlocks(place, first, odd - 1));
			}
			from = odd - 1;
			kind = 'host';
			cut = null;
		}
	};
	let first = 1;
	for (const odd of parts.odd) {
		closePlain(first, odd);
		first = odd + 1;
		const head = parts.headAt(odd);
		if (head?.keyword === 'include') {
			cut = close(odd).scope;
			for (const inner of file.includes.get(head) ?? []) {
				gather(inner, cut, blocks);
			}
		} else if (head !== null) {
			close(odd);
			kind = head.keyword === 'host' ? 'host' : 'match';
			cut = null;
		}
	}
	closePlain(first, parts.count);
	close(parts.count);
}

/** The lines of a file in parts, be they read already or not. */
export function partsOf({lines}: ConfigNode): ConfigParts {
	return lines instanceof ConfigParts ? lines : new ConfigParts(lines);
}

function scopeOf({path, parts, around}: Place, part: number, kind: Scope['kind']): Scope {
	const head = parts.headAt(part);
	const words = head === null ? [] : (splitArguments(head.argument) ?? []);
	return {
		kind,
		names: kind !== 'host' ? [] : words.includes('') ? words.filter(name => name !== '') : words,
		criteria: kind === 'match' && head !== null ? head.argument : '',
		source: {file: path, line: head?.number ?? 1},
		around,
		always: kind === 'top' || (kind === 'match' && words.length === 1 && words[0]?.toLowerCase() === 'all'),
	};
}

function isSameScope(a: Scope | null, b: Scope | null): boolean {
	return (
		a === b ||
		(a !== null &&
			b !== null &&
			a.kind === b.kind &&
			a.source.line === b.source.line &&
			a.source.file === b.source.file &&
			a.names.length === b.names.length &&
			a.names.every((name, index) => name === b.names[index]) &&
			a.criteria === b.criteria &&
			isSameScope(a.around, b.around))
	);
}

/**
 * Whether lines under a scope count for an alias in a static reading: every Host line around them applies, and no Match
 * line stands around them but `Match all`, whose own lines count for nothing.
 */
export function scopeApplies(scope: Scope, alias: string): boolean {
	return scope.kind !== 'match' && scopeHolds(scope, alias);
}

function scopeHolds(scope: Scope, alias: string): boolean {
	return (
		(scope.kind === 'host' ? hostLineApplies(scope.names, alias) : scope.always) &&
		(scope.around === null || scopeHolds(scope.around, alias))
	);
}
