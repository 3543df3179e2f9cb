import {changedIndexes} from '../../text/unified-diff.ts';
import {tagsKeyword} from '../config-text.ts';
import type {Block, Scope} from '../config-tree.ts';

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

function isSameScope(a: Scope, b: Scope): boolean {
	return (
		a.kind === b.kind &&
		a.source.line === b.source.line &&
		a.source.file === b.source.file &&
		a.names.length === b.names.length &&
		a.names.every((name, index) => name === b.names[index]) &&
		a.criteria === b.criteria &&
		(a.around === null || b.around === null ? a.around === b.around : isSameScope(a.around, b.around))
	);
}

/** Whether two blocks are of a file that was not edited: their lines are the same objects then. */
function isSame(a: Block, b: Block): boolean {
	return (
		a.lines.length === b.lines.length &&
		a.lines.every((line, index) => line === b.lines[index]) &&
		isSameScope(a.scope, b.scope)
	);
}

/** Both lists without the blocks at their start and end that are the same: there are ten thousand, and one was changed. */
function withoutEnds(
	before: readonly Block[],
	after: readonly Block[],
): readonly [readonly Block[], readonly Block[]] {
	const most = Math.min(before.length, after.length);
	let start = 0;
	while (start < most && isSame(before[start] as Block, after[start] as Block)) {
		start++;
	}
	let end = 0;
	while (end < most - start && isSame(before.at(-1 - end) as Block, after.at(-1 - end) as Block)) {
		end++;
	}
	return [before.slice(start, before.length - end), after.slice(start, after.length - end)];
}

/**
 * The names of the `Host` lines whose blocks differ between two readings, or stand elsewhere; null where a block that may
 * be for any host does.
 */
export function touchedNames(
	allBefore: readonly Block[],
	allAfter: readonly Block[],
): readonly (readonly string[])[] | null {
	const [before, after] = withoutEnds(allBefore, allAfter);
	const {removed, added} = changedIndexes(before.map(meaningOf), after.map(meaningOf));
	const blocks = [...removed.map(index => before[index]), ...added.map(index => after[index])];
	const touched: (readonly string[])[] = [];
	for (const block of blocks) {
		const names = block === undefined ? null : namesAround(block.scope);
		if (names === null) {
			return null;
		}
		touched.push(names);
	}
	return touched;
}
