import type {Block} from '../config-tree.ts';
import type {ConfigReading} from '../host.ts';
import {jumpName} from '../route.ts';
import type {LineFix} from './edit-request.ts';
import {aliasesOf} from './whole-block.ts';

/** A host gets another name. */
export type Rename = {readonly from: string; readonly to: string};

/** A change of one line of a file. */
export type FileFix = {readonly file: string; readonly fix: LineFix};

/** The renaming that other names for a block come to; null where there is none, or the new name is taken. */
export function renameOf(
	{hosts}: Pick<ConfigReading, 'hosts'>,
	before: readonly string[],
	after: readonly string[],
): Rename | null {
	const gone = aliasesOf(before).filter(name => !after.includes(name));
	const come = aliasesOf(after).filter(name => !before.includes(name));
	const [from, to] = [gone[0], come[0]];
	if (from === undefined || to === undefined || gone.length > 1 || come.length > 1) {
		return null;
	}
	return hosts.some(({alias}) => alias === to) ? null : {from, to};
}

/** The changes that let each ProxyJump of these blocks lead through the new name; none where the old one stays elsewhere. */
export function renameJumps(blocks: readonly Block[], {from, to}: Rename): FileFix[] {
	const places = blocks.filter(({scope}) => scope.names.includes(from));
	if (new Set(places.map(({scope: {source}}) => `${source.file}\0${source.line}`)).size > 1) {
		return [];
	}
	const found = new Map<string, FileFix>();
	for (const {scope, lines} of blocks) {
		for (const {number: line, keyword, argument} of lines) {
			const jumps = keyword === 'proxyjump' ? (argument.split('#', 1)[0] as string).trimEnd() : '';
			const renamed = jumps
				.split(',')
				.map(entry => renameIn(entry, from, to))
				.join(',');
			if (renamed !== jumps) {
				const {file} = scope.source;
				const change = {kind: 'argument', argument: renamed} as const;
				found.set(`${file}\0${line}`, {file, fix: {line, keyword, argument, change}});
			}
		}
	}
	return [...found.values()];
}

function renameIn(entry: string, from: string, to: string): string {
	if (jumpName(entry.trim()) !== from) {
		return entry;
	}
	const before = /^\s*(ssh:\/\/)?(.*@)?/.exec(entry)?.[0].length ?? 0;
	return entry.slice(0, before) + entry.slice(before).replace(from, () => to);
}
