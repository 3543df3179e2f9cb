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

/**
 * The names of the `Host` lines whose blocks differ between two readings, or stand elsewhere; null where a block that may
 * be for any host does.
 */
export function touchedNames(
	before: readonly Block[],
	after: readonly Block[],
): readonly (readonly string[])[] | null {
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
