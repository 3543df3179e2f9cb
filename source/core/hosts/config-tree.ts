import type {ConfigLine} from './config-text.ts';
import type {Origin} from './host.ts';
import {splitArguments} from './lexer.ts';
import {hostLineApplies} from './pattern.ts';

/** A file as it is read at one place: its directives, and the files each `Include` line of it brought in, in order. */
export type ConfigNode = {
	readonly path: string;
	readonly lines: readonly ConfigLine[];
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

/** Lines that follow each other under one scope; an Include cuts its block in two, with the included blocks between. */
export type Block = {
	readonly scope: Scope;
	readonly lines: readonly ConfigLine[];
	/** Whether it is what follows such a cut. */
	readonly isContinued: boolean;
};

/** The blocks of files in the order in which ssh comes to them. */
export function blocksOf(files: readonly ConfigNode[]): Block[] {
	const blocks: Block[] = [];
	for (const file of files) {
		gather(file, null, blocks);
	}
	return blocks;
}

function gather(file: ConfigNode, around: Scope | null, blocks: Block[]): void {
	let scope: Scope = {
		kind: 'top',
		names: [],
		criteria: '',
		source: {file: file.path, line: 1},
		around,
		always: true,
	};
	let from = 0;
	let isContinued = false;
	const close = (to: number): void => {
		if (to > from || (scope.kind !== 'top' && !isContinued)) {
			blocks.push({scope, lines: file.lines.slice(from, to), isContinued});
		}
	};
	for (let at = 0; at < file.lines.length; at++) {
		const line = file.lines[at] as ConfigLine;
		if (line.keyword === 'host' || line.keyword === 'match') {
			close(at);
			from = at + 1;
			scope = scopeOf(line, file.path, around);
			isContinued = false;
		} else if (line.keyword === 'include') {
			close(at + 1);
			from = at + 1;
			isContinued = true;
			for (const inner of file.includes.get(line) ?? []) {
				gather(inner, scope, blocks);
			}
		}
	}
	close(file.lines.length);
}

function scopeOf(line: ConfigLine, path: string, around: Scope | null): Scope {
	const isHost = line.keyword === 'host';
	const words = splitArguments(line.argument) ?? [];
	return {
		kind: isHost ? 'host' : 'match',
		names: !isHost ? [] : words.includes('') ? words.filter(name => name !== '') : words,
		criteria: isHost ? '' : line.argument,
		source: {file: path, line: line.number},
		around,
		always: !isHost && words.length === 1 && words[0]?.toLowerCase() === 'all',
	};
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
