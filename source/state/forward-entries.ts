import {configuredSpecification} from '../core/forwards/configured-specification.ts';
import type {ForwardStatus} from '../core/forwards/forward-status.ts';
import type {RunningForward} from '../core/forwards/running-forward.ts';
import type {ConfiguredForward} from '../core/hosts/host.ts';
import type {AppState} from './app-state.ts';

export type OwnEntry = {readonly kind: 'own'; readonly key: string; readonly status: ForwardStatus};
export type ForeignEntry = {
	readonly kind: 'foreign';
	readonly key: string;
	readonly running: RunningForward;
};
export type ConfiguredEntry = {
	readonly kind: 'configured';
	readonly key: string;
	readonly configured: ConfiguredForward;
};
/** What a row of the Forwards pane is about; `key` names it as long as it is there. */
export type ForwardEntry = OwnEntry | ForeignEntry | ConfiguredEntry;

export function ownEntries({ownForwards}: Pick<AppState, 'ownForwards'>): readonly OwnEntry[] {
	return (ownForwards ?? []).map(status => ({kind: 'own', key: `own ${status.id}`, status}));
}

/** Those of any other ssh, in the order of what they listen on: what ours hold is shown with ours. */
export function foreignEntries({
	forwardPids,
	runningForwards,
}: Pick<AppState, 'forwardPids' | 'runningForwards'>): readonly ForeignEntry[] {
	const running = runningForwards?.supported === true ? runningForwards.forwards : [];
	return running
		.filter(({pid}) => !forwardPids.has(pid))
		.toSorted((one, other) => one.listen.localeCompare(other.listen, 'en', {numeric: true}))
		.map(one => ({kind: 'foreign', key: `pid ${one.pid} ${one.listen}`, running: one}));
}

/** Those that a host's config asks for and that are not among ours. */
export function configuredEntries({
	home,
	hosts,
	ownForwards,
}: Pick<AppState, 'ownForwards' | 'hosts' | 'home'>): readonly ConfiguredEntry[] {
	const nameOf = (alias: string, kind: string, text: string | null): string => `${alias} ${kind} ${text}`;
	const own = new Set(
		(ownForwards ?? []).map(({alias, kind, specification}) => nameOf(alias, kind, specification)),
	);
	const isOwn = (configured: ConfiguredForward): boolean => {
		const found = configuredSpecification(configured, home);
		return (
			'specification' in found && own.has(nameOf(configured.alias, configured.kind, found.specification))
		);
	};
	return (hosts.reading?.forwards ?? [])
		.filter(configured => !isOwn(configured))
		.map(configured => ({
			kind: 'configured',
			key: `config ${nameOf(configured.alias, configured.kind, `${configured.listen} ${configured.target}`)}`,
			configured,
		}));
}
