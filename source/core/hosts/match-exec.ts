import type {Block, Scope} from './config-tree.ts';
import type {Origin} from './host.ts';
import {splitArguments} from './lexer.ts';
import {hostLineApplies, matchesPatternList} from './pattern.ts';

/** What may be true of an alias when ssh comes to a Match line; null: anything. */
type Possible = {
	readonly alias: string;
	readonly localUser: string;
	readonly hosts: readonly string[] | null;
	readonly users: readonly string[] | null;
};

const exec = /exec/i;

/** Criteria without what can hide a word from a look at the text: ssh reads `ex"ec"` as exec. */
function unhidden(criteria: string): string {
	return criteria.replaceAll(/["'\\]/g, '');
}

/**
 * The first Match line whose command ssh would run for this alias, or might: ssh decides the criteria of a line in
 * order and runs nothing after one that failed, but it does run the commands of files included in blocks that do not
 * apply. In doubt a command counts as reachable.
 */
export function reachableExec(blocks: readonly Block[], alias: string, localUser: string): Origin | null {
	const suspects = blocks.filter(
		block => block.kind === 'match' && !block.isContinued && exec.test(unhidden(block.scope.criteria)),
	);
	if (suspects.length === 0) {
		return null;
	}
	const possible = possibilities(blocks, alias, localUser);
	return suspects.find(({scope}) => mayRun(scope.criteria, possible))?.scope.source ?? null;
}

function possibilities(blocks: readonly Block[], alias: string, localUser: string): Possible {
	const hosts = [alias];
	const users = [localUser];
	let isOpen = false;
	for (const {scope, lines} of blocks) {
		if (scope.kind === 'match' && /final|canonical/i.test(unhidden(scope.criteria))) {
			isOpen = true;
		}
		for (const {keyword, argument} of lines) {
			if (keyword === 'canonicalizehostname') {
				isOpen = true;
			} else if ((keyword === 'hostname' || keyword === 'user') && mayApply(scope, alias)) {
				const value = (splitArguments(argument)?.[0] ?? '').replaceAll('%h', alias);
				isOpen ||= /[%$]/.test(value);
				(keyword === 'user' ? users : hosts).push(value);
			}
		}
	}
	// In a second pass Host lines match the final host name: any of them may apply then.
	return {alias, localUser, hosts: isOpen ? null : hosts, users: isOpen ? null : users};
}

function mayApply(scope: Scope, alias: string): boolean {
	return (
		(scope.kind !== 'host' || hostLineApplies(scope.names, alias)) &&
		(scope.around === null || mayApply(scope.around, alias))
	);
}

function mayRun(criteria: string, possible: Possible): boolean {
	const plain = criteria.replaceAll(/"([^"'\\\s=#]*)"/g, '$1');
	if (/["'\\]/.test(plain.slice(0, plain.search(exec)))) {
		return true;
	}
	const words = plain.split(/[ \t\r=]+/);
	for (let i = 0; i < words.length; i++) {
		const word = words[i] as string;
		if (word === '' || word.startsWith('#')) {
			return false;
		}
		const isNegated = word.startsWith('!');
		const criterion = (isNegated ? word.slice(1) : word).toLowerCase();
		if (criterion === 'all' || criterion === 'canonical' || criterion === 'final') {
			continue;
		}
		const isMet = meets(criterion, words[++i] ?? '', possible);
		if (isMet === null) {
			return true;
		}
		if (!isMet.has(!isNegated)) {
			return false;
		}
	}
	return false;
}

/** What a criterion may come to; null for one that runs a command or is not known to us. */
function meets(criterion: string, list: string, possible: Possible): ReadonlySet<boolean> | null {
	const all = (values: readonly string[] | null, fold: boolean): ReadonlySet<boolean> =>
		new Set(
			values?.map(value =>
				fold ? matchesPatternList(value.toLowerCase(), list.toLowerCase()) : matchesPatternList(value, list),
			) ?? [true, false],
		);
	switch (criterion) {
		case 'originalhost':
			return all([possible.alias], true);
		case 'host':
			return all(possible.hosts, true);
		case 'user':
			return all(possible.users, false);
		case 'localuser':
			return all([possible.localUser], false);
		case 'localnetwork':
		case 'tagged':
		case 'command':
		case 'version':
		case 'sessiontype':
			return new Set([true, false]);
		default:
			return null;
	}
}
