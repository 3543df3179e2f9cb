import {ConfigParts} from '../../core/hosts/config-parts.ts';
import {type ConfigNode, partsOf} from '../../core/hosts/config-tree.ts';
import {followLinks} from './edit-target.ts';

/** Where the links of every file of a config lead. */
export async function targetsOf(files: readonly ConfigNode[]): Promise<ReadonlyMap<string, string>> {
	const paths = new Set<string>();
	const visit = (node: ConfigNode): void => {
		if (!paths.has(node.path)) {
			paths.add(node.path);
			for (const nodes of node.includes.values()) {
				nodes.forEach(visit);
			}
		}
	};
	files.forEach(visit);
	return new Map(await Promise.all([...paths].map(async path => [path, await followLinks(path)] as const)));
}

/** The files of a config as they will be; `texts` are by where links lead. An Include line that was not there brings nothing in. */
export function editedTree(
	files: readonly ConfigNode[],
	userFile: string | null,
	texts: ReadonlyMap<string, string>,
	targets: ReadonlyMap<string, string>,
): ConfigNode[] {
	const made = new Map<string, ConfigNode>();
	const edit = (node: ConfigNode): ConfigNode => {
		const known = made.get(node.path);
		if (known !== undefined) {
			return known;
		}
		const text = texts.get(targets.get(node.path) ?? node.path);
		const byArgument = new Map(Array.from(node.includes, ([line, nodes]) => [line.argument, nodes]));
		const lines = text === undefined ? partsOf(node) : new ConfigParts(text);
		const includes = new Map(
			lines.heads('include').map(line => [line, (byArgument.get(line.argument) ?? []).map(edit)]),
		);
		const result = {path: node.path, lines, includes};
		made.set(node.path, result);
		return result;
	};
	const isNew = userFile !== null && !files.some(({path}) => path === userFile);
	const text = isNew ? texts.get(targets.get(userFile) ?? userFile) : undefined;
	const first =
		text === undefined ? [] : [{path: userFile as string, lines: new ConfigParts(text), includes: new Map()}];
	return [...first, ...files.map(edit)];
}
