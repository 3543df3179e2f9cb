import {type Block, type Scope, scopeApplies} from '../config-tree.ts';
import {countsOnce} from '../counts-once.ts';
import {optionOf} from '../edit/option-value.ts';
import type {Origin} from '../host.ts';
import {optionName} from '../keywords.ts';
import {hostLineApplies, isPattern} from '../pattern.ts';
import {whyUnreachable} from '../refused-name.ts';
import {type Finding, lineFix} from './finding.ts';

type Place = (origin: Origin) => string;

/** Only a config made to do harm has more patterns for more hosts: it is not looked through to the end. */
const mostLooks = 2_000_000;

/** Whether a block holds for every host. */
function isForAll({kind, names, always, around}: Scope): boolean {
	const own = kind === 'host' ? names.join(' ') === '*' : always;
	return own && (around === null || isForAll(around));
}

/** Options that never count, blocks that fit nothing, hosts that stand twice, in the blocks of the user's files. */
export function lintBlocks(
	blocks: readonly Block[],
	isOwn: (file: string) => boolean,
	place: Place,
): Finding[] {
	const own = blocks.filter(({scope}) => isOwn(scope.source.file));
	return [
		...shadowed(own, place),
		...own.flatMap(neverFits),
		...own.flatMap(unreachable),
		...twice(own, place),
	];
}

function shadowed(blocks: readonly Block[], place: Place): Finding[] {
	const findings: Finding[] = [];
	const forAll = new Map<string, Origin>();
	const inScope = new Map<Scope, Map<string, Origin>>();
	const byAlias = new Map<string, Scope[]>();
	const patterns: Scope[] = [];
	let looks = 0;

	function earlierFor(alias: string, scope: Scope, option: string): Origin | null {
		for (const other of [...(byAlias.get(alias) ?? []), ...patterns]) {
			const set = other === scope ? undefined : inScope.get(other)?.get(option);
			if (set !== undefined && ++looks < mostLooks && scopeApplies(other, alias)) {
				return set;
			}
		}
		return null;
	}

	function earlier(scope: Scope, option: string): Origin | null {
		const all = forAll.get(option);
		if (all !== undefined || scope.kind !== 'host' || scope.names.some(isPattern)) {
			return all ?? null;
		}
		const first = scope.names.map(alias => earlierFor(alias, scope, option));
		return first.every(origin => origin !== null) ? (first[0] ?? null) : null;
	}

	for (const {scope, lines} of blocks) {
		const set = inScope.get(scope) ?? new Map<string, Origin>();
		inScope.set(scope, set);
		const {file} = scope.source;
		for (const line of lines.filter(countsOnce)) {
			const option = optionName(line.keyword);
			const here = set.get(option);
			const first = here ?? earlier(scope, option);
			if (first !== null && first !== undefined) {
				findings.push({
					severity: 'warning',
					file,
					line: line.number,
					message: `${optionOf(line.keyword)?.name} never counts here: ${place(first)} sets it first.`,
					aliases: scope.names.filter(name => !isPattern(name)),
					fix: here === undefined ? null : lineFix('Remove the line', file, line, {kind: 'remove'}),
				});
			}
			if (here === undefined) {
				set.set(option, {file, line: line.number});
			}
		}
		if (isForAll(scope)) {
			for (const [option, origin] of set) {
				forAll.set(option, forAll.get(option) ?? origin);
			}
		} else if (scope.kind === 'host' && scope.names.some(isPattern)) {
			if (!patterns.includes(scope)) {
				patterns.push(scope);
			}
		} else if (scope.kind === 'host') {
			for (const alias of scope.names) {
				const scopes = byAlias.get(alias) ?? [];
				byAlias.set(alias, scopes.includes(scope) ? scopes : [...scopes, scope]);
			}
		}
	}
	return findings;
}

function neverFits({scope, isContinued}: Block): Finding[] {
	if (scope.kind !== 'host' || isContinued) {
		return [];
	}
	const wanted = scope.names.filter(name => !name.startsWith('!'));
	const isDead =
		wanted.length === 0 ||
		wanted.every(name =>
			isPattern(name)
				? scope.names.includes(`!${name}`) || scope.names.includes('!*')
				: !hostLineApplies(scope.names, name) ||
					(scope.around?.kind === 'host' && !scopeApplies(scope, name)),
		);
	return isDead
		? [
				{
					severity: 'warning',
					file: scope.source.file,
					line: scope.source.line,
					message: 'This Host line fits no name: its options never count.',
					aliases: wanted.filter(name => !isPattern(name)),
					fix: null,
				},
			]
		: [];
}

function unreachable({scope, isContinued}: Block): Finding[] {
	if (scope.kind !== 'host' || isContinued) {
		return [];
	}
	const {file, line} = scope.source;
	return scope.names.flatMap((name): Finding[] => {
		const reason = whyUnreachable(name.replace(/^!/, ''));
		const aliases = isPattern(name) ? [] : [name];
		const message = `“${name}” fits nothing: ${reason}`;
		return reason === null ? [] : [{severity: 'warning', file, line, message, aliases, fix: null}];
	});
}

function twice(blocks: readonly Block[], place: Place): Finding[] {
	const first = new Map<string, Block>();
	const findings: Finding[] = [];
	for (const block of blocks) {
		const {scope, isContinued, lines} = block;
		if (scope.kind !== 'host' || isContinued) {
			continue;
		}
		for (const alias of scope.names.filter(name => !isPattern(name))) {
			const before = first.get(alias);
			if (before === undefined) {
				first.set(alias, block);
				continue;
			}
			const options = new Set(before.lines.filter(countsOnce).map(({keyword}) => optionName(keyword)));
			const clashes = lines.some(line => countsOnce(line) && options.has(optionName(line.keyword)));
			findings.push({
				severity: clashes ? 'warning' : 'note',
				file: scope.source.file,
				line: scope.source.line,
				message: `${alias} stands at ${place(before.scope.source)} as well: of what both set, that counts.`,
				aliases: [alias],
				fix: null,
			});
		}
	}
	return findings;
}
