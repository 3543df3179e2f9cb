import {parseForwardOption} from '../../forwards/parse-forward.ts';
import type {Block} from '../config-tree.ts';
import {scopeApplies} from '../config-tree.ts';
import type {ConfiguredForward, Host, Origin} from '../host.ts';
import {jumpNames, loopFinder} from '../jump-loop.ts';
import {isPattern, matchesPattern} from '../pattern.ts';
import {type Finding, lineFix} from './finding.ts';

type Place = (origin: Origin) => string;

/** ProxyJump that leads nowhere, or back to where it began. */
export function lintJumps(blocks: readonly Block[], hosts: readonly Host[]): Finding[] {
	const aliases = new Set(hosts.map(({alias}) => alias));
	const patterns = [...new Set(blocks.flatMap(({scope}) => scope.names.filter(isPattern)))].filter(
		name => name !== '*' && !name.startsWith('!'),
	);
	const isSomewhere = (name: string): boolean =>
		aliases.has(name) ||
		/[.:%]/.test(name) ||
		name === 'localhost' ||
		patterns.some(each => matchesPattern(name, each));
	const nowhere = blocks.flatMap(({scope, lines}) =>
		lines
			.filter(({keyword}) => keyword === 'proxyjump')
			.flatMap(({number, argument}): Finding[] => {
				const lost = jumpNames((argument.split('#', 1)[0] ?? '').trim()).filter(
					name => name !== '' && !isSomewhere(name),
				);
				return lost.length === 0
					? []
					: [
							{
								severity: 'warning',
								file: scope.source.file,
								line: number,
								message: `ProxyJump leads to ${lost.join(', ')}, which is no host of the config.`,
								aliases: scope.names.filter(name => !isPattern(name)),
								fix: null,
							},
						];
			}),
	);
	return [...nowhere, ...loops(blocks, hosts)];
}

function loops(blocks: readonly Block[], hosts: readonly Host[]): Finding[] {
	const find = loopFinder(hosts);
	return hosts.flatMap((host): Finding[] => {
		const loop = find(host.alias);
		if (loop === null) {
			return [];
		}
		const setting = blocks.find(
			({scope, lines}) =>
				lines.some(({keyword}) => keyword === 'proxyjump') && scopeApplies(scope, host.alias),
		);
		const line = setting?.lines.find(({keyword}) => keyword === 'proxyjump');
		const isOwn =
			setting?.scope.source.line === host.source.line && setting.scope.source.file === host.source.file;
		const {file, line: number} = host.source;
		const header = {number, keyword: 'host', argument: ''};
		return [
			{
				severity: 'error',
				file: setting?.scope.source.file ?? file,
				line: line?.number ?? number,
				message: `ProxyJump leads in a circle: ${loop.join(' → ')}.`,
				aliases: [host.alias],
				fix:
					loop.length === 2 && !isOwn
						? {
								...lineFix(`Reach ${host.alias} directly`, file, header, {
									kind: 'below',
									text: 'ProxyJump none',
								}),
							}
						: null,
			},
		];
	});
}

/** Where a forward listens: only what ends there can clash. */
function listenerOf({kind, listen, target}: ConfiguredForward): string | null {
	const forward = parseForwardOption(kind, listen, target);
	if ('problem' in forward) {
		return null;
	}
	const where = forward.listen;
	if ('path' in where) {
		return where.path;
	}
	return where.port === 0 ? null : `${where.address ?? 'localhost'} ${where.port}`;
}

/** Forwards that want the same port: of one host never both, of two hosts never at once. */
export function lintForwards(forwards: readonly ConfiguredForward[], place: Place): Finding[] {
	const first = new Map<string, ConfiguredForward>();
	const findings: Finding[] = [];
	const told = new Set<string>();
	for (const forward of forwards) {
		const listener = listenerOf(forward);
		if (listener === null) {
			continue;
		}
		const isRemote = forward.kind === 'remote';
		const key = isRemote ? `${forward.alias} remote ${listener}` : listener;
		const before = first.get(key);
		if (before === undefined) {
			first.set(key, forward);
			continue;
		}
		const isSameLine =
			before.source.file === forward.source.file && before.source.line === forward.source.line;
		if (isSameLine || told.has(place(forward.source))) {
			continue;
		}
		told.add(place(forward.source));
		const isSameHost = before.alias === forward.alias;
		findings.push({
			severity: isSameHost ? 'warning' : 'note',
			file: forward.source.file,
			line: forward.source.line,
			message: isSameHost
				? `It listens where ${place(before.source)} does already: one of the two fails.`
				: `It listens where ${place(before.source)} (${before.alias}) does: not both at once.`,
			aliases: [forward.alias],
			fix: null,
		});
	}
	return findings;
}
