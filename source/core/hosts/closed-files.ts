import type {ConfigLine} from './config-text.ts';
import {blocksOf, type ConfigNode, type Scope} from './config-tree.ts';

/**
 * The files that a config includes inside of a block which is not for every host, empty ones too, each with that block: a
 * host in such a file would be one only where the block applies.
 */
export function closedFiles(files: readonly ConfigNode[]): ReadonlyMap<string, Scope> {
	const included = new Map<ConfigLine, readonly ConfigNode[]>();
	const visit = ({includes}: ConfigNode): void => {
		for (const [line, nodes] of includes) {
			included.set(line, nodes);
			nodes.forEach(visit);
		}
	};
	files.forEach(visit);
	const closed = new Map<string, Scope>();
	for (const {lines, scope} of blocksOf(files)) {
		const last = lines.at(-1);
		const condition = last?.keyword === 'include' ? conditionOf(scope) : null;
		if (last !== undefined && condition !== null) {
			for (const {path} of included.get(last) ?? []) {
				closed.set(path, condition);
			}
		}
	}
	return closed;
}

/** The innermost of a scope and those around it that is not for every host; null where all are. */
function conditionOf(scope: Scope): Scope | null {
	const isOpen = scope.always || (scope.kind === 'host' && scope.names.join() === '*');
	return !isOpen ? scope : scope.around && conditionOf(scope.around);
}
