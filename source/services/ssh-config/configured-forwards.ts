import {Block, type PlainBlocks} from '../../core/hosts/config-tree.ts';
import type {ConfiguredForward} from '../../core/hosts/host.ts';
import {isPattern} from '../../core/hosts/pattern.ts';
import {readBlock} from './block.ts';

const kinds: ReadonlyMap<string, ConfiguredForward['kind']> = new Map([
	['localforward', 'local'],
	['remoteforward', 'remote'],
	['dynamicforward', 'dynamic'],
]);

/** The forwards that stand in the blocks of concrete hosts; those of patterns and of Match belong to no host. */
export function configuredForwards(blocks: readonly (Block | PlainBlocks)[]): ConfiguredForward[] {
	const forwards: ConfiguredForward[] = [];
	for (const block of blocks) {
		if (!(block instanceof Block) || block.kind !== 'host' || !block.mayForward) {
			continue;
		}
		const {scope, lines} = block;
		const aliases = scope.names.filter(name => !isPattern(name));
		for (const {keyword, words, line} of readBlock(lines)) {
			const kind = kinds.get(keyword);
			const [listen, target = null] = words;
			if (kind === undefined || listen === undefined || (kind === 'local' && target === null)) {
				continue;
			}
			for (const alias of aliases) {
				forwards.push({alias, kind, listen, target, source: {file: scope.source.file, line}});
			}
		}
	}
	return forwards;
}
