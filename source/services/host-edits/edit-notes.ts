import {userInfo} from 'node:os';
import {Refusal} from '../../core/errors.ts';
import type {Block} from '../../core/hosts/config-tree.ts';
import type {EditRequest} from '../../core/hosts/edit/edit-request.ts';
import type {HostDraft} from '../../core/hosts/edit/host-draft.ts';
import {optionOf} from '../../core/hosts/edit/option-value.ts';
import type {Touched} from '../../core/hosts/edit/touched-blocks.ts';
import {aliasesOf} from '../../core/hosts/edit/whole-block.ts';
import type {Host, Origin} from '../../core/hosts/host.ts';
import {jumpsThrough, loopFinder} from '../../core/hosts/jump-loop.ts';
import {optionName} from '../../core/hosts/keywords.ts';
import {listHosts} from '../../core/hosts/list-hosts.ts';
import {reachableExec} from '../../core/hosts/match-exec.ts';
import {isPattern} from '../../core/hosts/pattern.ts';
import {printable} from '../../core/text/printable.ts';
import type {EditTarget} from './edit-target.ts';
import {modeFaults} from './mode-faults.ts';

type Outcome = {
	readonly blocksBefore: readonly Block[];
	readonly blocksAfter: readonly Block[];
	readonly namesBefore: ReadonlySet<string>;
	readonly namesAfter: ReadonlySet<string>;
	/** What the changed block said before; null for a new one. */
	readonly previous: HostDraft | null;
};

/** What a person should know of a change besides its effect. Throws a Refusal for a ProxyJump that leads back to its host. */
export function editNotes(request: EditRequest | undefined, outcome: Outcome): string[] {
	const {blocksBefore, blocksAfter, namesBefore, namesAfter} = outcome;
	if (request === undefined) {
		return [];
	}
	if (request.kind === 'tag') {
		return sharedTags(request.hosts, blocksAfter);
	}
	const lost = [...namesBefore].filter(alias => !namesAfter.has(alias));
	// Ten thousand hosts are not listed where nothing depends on it.
	const jumps = lost.length === 0 ? [] : jumpNotes(lost, listHosts(blocksAfter).hosts);
	if (request.kind === 'remove') {
		return [...jumps, ...stillThere(request.names, namesAfter)];
	}
	if (request.kind === 'fix') {
		return jumps;
	}
	const aliases = aliasesOf(request.draft.names);
	if (request.draft.options.some(({keyword}) => keyword === 'ProxyJump')) {
		refuseLoops(aliases, listHosts(blocksBefore).hosts, listHosts(blocksAfter).hosts);
	}
	const twice = request.kind === 'add' ? aliases.filter(alias => namesBefore.has(alias)) : [];
	return [
		...jumps,
		...twice.map(
			alias =>
				`${printable(alias)} stands in the config already: of options that both set, those that come first count.`,
		),
	];
}

function refuseLoops(aliases: readonly string[], before: readonly Host[], after: readonly Host[]): void {
	const [old, now] = [loopFinder(before), loopFinder(after)];
	for (const alias of aliases) {
		const loop = now(alias);
		if (loop !== null && old(alias) === null) {
			throw new Refusal(
				`ProxyJump would lead in a circle: ${loop.map(printable).join(' → ')}.`,
				'Choose another host to go through.',
			);
		}
	}
}

function jumpNotes(lost: readonly string[], hosts: readonly Host[]): string[] {
	return lost.flatMap(alias => jumpNote(alias, hosts));
}

function jumpNote(alias: string, hosts: readonly Host[]): string[] {
	const users = jumpsThrough(hosts, alias);
	if (users.length === 0) {
		return [];
	}
	const names = users.slice(0, 5).map(host => printable(host.alias));
	const more = users.length > names.length ? ` and ${users.length - names.length} more` : '';
	return [`${printable(alias)} is the ProxyJump of ${names.join(', ')}${more}: change it there as well.`];
}

function stillThere(names: readonly string[], left: ReadonlySet<string>): string[] {
	return names
		.filter(name => left.has(name))
		.map(name => `${printable(name)} stands on another Host line too, and stays in the list.`);
}

function sharedTags(hosts: readonly Origin[], blocks: readonly Block[]): string[] {
	const own = blocks.filter(({scope: {source}}) =>
		hosts.some(({file, line}) => source.file === file && source.line === line),
	);
	const shared = own.flatMap(({scope}) => {
		const names = aliasesOf(scope.names);
		return names.length > 1 ? [`${names.map(printable).join(', ')} share one block, and so their tags.`] : [];
	});
	return [...new Set(shared)];
}

/**
 * Options of a host that another block sets first: what is written then has no effect. `origins` tells the line that sets
 * each option for a name.
 */
export async function shadowNotes(
	request: EditRequest | undefined,
	{blocksAfter, previous}: Outcome,
	origins: (alias: string) => Promise<ReadonlyMap<string, Origin>>,
): Promise<string[]> {
	if (request?.kind !== 'add' && request?.kind !== 'change') {
		return [];
	}
	const file = request.kind === 'change' ? (request.file ?? request.at.file) : request.file;
	const names = request.draft.names.join('\0');
	const isOwn = ({file: of, line}: Origin): boolean =>
		blocksAfter.some(
			({scope, lines}) =>
				of === file &&
				scope.source.file === file &&
				scope.names.join('\0') === names &&
				lines.some(({number}) => number === line),
		);
	/** Of the options that are new, those that every name so far has from another line, and the first such line. */
	let shadowed = request.draft.options
		.filter(
			({keyword, value}) =>
				optionOf(keyword)?.addsUp === false &&
				previous?.options.some(option => option.keyword === keyword && option.value === value) !== true,
		)
		.map(({keyword}) => ({keyword, by: null as Origin | null}));
	for (const alias of aliasesOf(request.draft.names)) {
		if (shadowed.length === 0) {
			break;
		}
		const found = await origins(alias);
		shadowed = shadowed.flatMap(({keyword, by}) => {
			const origin = found.get(optionName(keyword.toLowerCase()));
			return origin === undefined || isOwn(origin) ? [] : [{keyword, by: by ?? origin}];
		});
	}
	return shadowed.flatMap(({keyword, by}) =>
		by === null ? [] : [`${keyword} has no effect here: ${printable(by.file)}:${by.line} sets it first.`],
	);
}

/** A `Match exec` whose command would decide what some of the hosts get. */
export function execNote(blocks: readonly Block[], aliases: readonly string[]): string[] {
	const user = userInfo().username;
	const reached = aliases.slice(0, 200).map(alias => reachableExec(blocks, alias, user));
	const origin = reached.find(found => found !== null);
	return origin
		? [
				`The command of Match exec at ${printable(origin.file)}:${origin.line} was not run: the effect is told as if it did not apply.`,
			]
		: [];
}

/** That hosts without a name in the config are affected. */
export function patternNote(touched: Touched['names']): string[] {
	const patterns = [...new Set((touched ?? []).flat())].filter(
		name => isPattern(name) && !name.startsWith('!'),
	);
	return patterns.length === 0
		? []
		: [`Any other name that fits ${printable(patterns.join(' '))} is affected as well.`];
}

/** That ssh does not take a file that is changed: what is told of the hosts holds once its mode is put right. */
export function modeNotes(files: readonly EditTarget[], own: ReadonlyMap<string, string>): string[] {
	return files.flatMap(({file, stats}) =>
		stats === null || !own.has(file) ? [] : modeFaults(stats).map(said => `${printable(file)}: ${said}`),
	);
}
