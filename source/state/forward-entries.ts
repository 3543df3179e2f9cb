import {explicitForward} from '../core/forwards/explicit-forward.ts';
import type {ForwardStatus} from '../core/forwards/forward-status.ts';
import {parseForwardOption} from '../core/forwards/parse-forward.ts';
import {printForward} from '../core/forwards/print-forward.ts';
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

/** The specification of a forward of the config, with its bind address; null where ssh would refuse it. */
function specificationOf({kind, listen, target}: ConfiguredForward): string | null {
	const forward = parseForwardOption(kind, listen, target);
	return 'problem' in forward ? null : printForward(explicitForward(forward));
}

export function ownEntries({ownForwards}: Pick<AppState, 'ownForwards'>): readonly OwnEntry[] {
	return (ownForwards ?? []).map(status => ({kind: 'own', key: `own ${status.id}`, status}));
}

/** Those of any other ssh: what ours hold is shown with ours. */
export function foreignEntries({
	forwardPids,
	runningForwards,
}: Pick<AppState, 'forwardPids' | 'runningForwards'>): readonly ForeignEntry[] {
	const running = runningForwards?.supported === true ? runningForwards.forwards : [];
	return running
		.filter(({pid}) => !forwardPids.has(pid))
		.map(one => ({kind: 'foreign', key: `pid ${one.pid} ${one.listen}`, running: one}));
}

/** Those that a host's config asks for and that are not among ours. */
export function configuredEntries({
	hosts,
	ownForwards,
}: Pick<AppState, 'ownForwards' | 'hosts'>): readonly ConfiguredEntry[] {
	const nameOf = (alias: string, kind: string, text: string | null): string => `${alias} ${kind} ${text}`;
	const own = new Set(
		(ownForwards ?? []).map(({alias, kind, specification}) => nameOf(alias, kind, specification)),
	);
	return (hosts.reading?.forwards ?? [])
		.filter(configured => !own.has(nameOf(configured.alias, configured.kind, specificationOf(configured))))
		.map(configured => ({
			kind: 'configured',
			key: `config ${nameOf(configured.alias, configured.kind, `${configured.listen} ${configured.target}`)}`,
			configured,
		}));
}
