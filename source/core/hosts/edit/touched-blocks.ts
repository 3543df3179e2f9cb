import {changedIndexes} from '../../text/unified-diff.ts';
import {type ConfigLine, tagsKeyword} from '../config-text.ts';
import {type Block, type Scope, scopeApplies} from '../config-tree.ts';
import {countsOnce} from '../counts-once.ts';
import {optionName} from '../keywords.ts';
import {isPattern} from '../pattern.ts';

/** What ssh reads of a block, as one text. */
function meaningOf({scope, lines}: Block): string {
	const around = scope.around === null ? '' : namesAround(scope.around)?.join(' ');
	const options = lines
		.filter(({keyword}) => keyword !== tagsKeyword)
		.map(({keyword, argument}) => `${keyword} ${argument}`);
	return [around, scope.kind, ...scope.names, scope.criteria, ...options].join('\0');
}

/** The names that a block is for; null where it may be for any host. */
function namesAround(scope: Scope): readonly string[] | null {
	if (scope.kind === 'host') {
		return scope.names;
	}
	return scope.kind === 'top' && scope.around !== null ? namesAround(scope.around) : null;
}

/**
 * Both lists without the blocks at their start and end that are the same, of which there are ten thousand; and how many
 * were so at the start.
 */
function withoutEnds(
	before: readonly Block[],
	after: readonly Block[],
): readonly [readonly Block[], readonly Block[], number] {
	const most = Math.min(before.length, after.length);
	let start = 0;
	while (start < most && before[start]?.isSame(after[start] as Block)) {
		start++;
	}
	let end = 0;
	while (end < most - start && before.at(-1 - end)?.isSame(after.at(-1 - end) as Block)) {
		end++;
	}
	return [before.slice(start, before.length - end), after.slice(start, after.length - end), start];
}

/** What a change of a config touches. */
export type Touched = {
	/** The names of the `Host` lines whose blocks differ or stand elsewhere; null where one may be for any host. */
	readonly names: readonly (readonly string[])[] | null;
	/** Whether, for a host, all that changes was set before already by a `Host` block that surely applies. */
	readonly isSettled: (alias: string) => boolean;
};

export const nothingTouched: Touched = {names: [], isSettled: () => true};

/** What differs between two readings of a config. */
export function touchedBlocks(allBefore: readonly Block[], allAfter: readonly Block[]): Touched {
	const [before, after, start] = withoutEnds(allBefore, allAfter);
	const {removed, added} = changedIndexes(before.map(meaningOf), after.map(meaningOf));
	const gone = removed.map(index => before[index] as Block);
	const come = added.map(index => after[index] as Block);
	const names = [...gone, ...come].map(({scope}) => namesAround(scope));
	const first = Math.min(removed[0] ?? Number.POSITIVE_INFINITY, added[0] ?? Number.POSITIVE_INFINITY);
	return {
		names: names.every(each => each !== null) ? names : null,
		isSettled: settledBy(allBefore.slice(0, start + first), changedLines(gone, come)),
	};
}

/** The lines that come, go or move to other names. */
function changedLines(gone: readonly Block[], come: readonly Block[]): ConfigLine[] {
	const [a, b] = [gone[0], come[0]];
	const all = [...gone, ...come].flatMap(({lines}) => lines);
	if (a === undefined || b === undefined || gone.length + come.length > 2) {
		return all;
	}
	const [old, now] = [a, b].map(({scope}) => [scope.kind, ...scope.names, scope.criteria].join('\0'));
	const texts = [a, b].map(
		({lines}) => new Set(lines.map(({keyword, argument}) => `${keyword} ${argument}`)),
	);
	return old !== now
		? all
		: all.filter(({keyword, argument}) => !texts.every(each => each.has(`${keyword} ${argument}`)));
}

function settledBy(earlier: readonly Block[], lines: readonly ConfigLine[]): (alias: string) => boolean {
	const options = lines.filter(({keyword}) => keyword !== tagsKeyword);
	if (!options.every(countsOnce)) {
		return () => false;
	}
	const settled = [...new Set(options.map(({keyword}) => optionName(keyword)))].map(option => {
		const setting = earlier.filter(block =>
			block.lines.some(line => optionName(line.keyword) === option && countsOnce(line)),
		);
		const exact = new Set<string>();
		const broad: Scope[] = [];
		for (const {scope} of setting) {
			for (const name of scope.names) {
				if (!isPattern(name) && scopeApplies(scope, name)) {
					exact.add(name);
				}
			}
			if (scope.kind === 'top' || scope.names.some(isPattern)) {
				broad.push(scope);
			}
		}
		return {exact, broad};
	});
	return alias =>
		settled.every(({exact, broad}) => exact.has(alias) || broad.some(scope => scopeApplies(scope, alias)));
}
