import type {Block} from '../config-tree.ts';
import {hostLineApplies} from '../pattern.ts';
import type {Touched} from './touched-blocks.ts';

/** Where the names of hosts are completed or looked at twice, a `Host` line may mean other names than those typed. */
function isSecondPassPossible(blocks: readonly Block[]): boolean {
	return blocks.some(
		block =>
			(block.kind === 'match' && /final|canonical/i.test(block.scope.criteria)) ||
			block.lines.some(({keyword}) => keyword === 'canonicalizehostname'),
	);
}

/**
 * Those of all hosts for which a change from one reading of the config to another may make a difference, those that the
 * changed `Host` lines name first.
 */
export function affectedAliases(
	all: readonly string[],
	{names, isSettled}: Touched,
	readings: readonly (readonly Block[])[],
): string[] {
	const about = new Set(names?.flat());
	const named = all.filter(alias => about.has(alias));
	const isOpen = readings.some(isSecondPassPossible);
	const others = all.filter(
		alias =>
			!about.has(alias) &&
			(isOpen || ((names === null || names.some(each => hostLineApplies(each, alias))) && !isSettled(alias))),
	);
	return [...named, ...others];
}
