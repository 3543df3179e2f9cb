import type {Host} from '../../core/hosts/host.ts';
import {isProd, isReadOnly} from '../../core/hosts/marking-tags.ts';
import type {AppState, HostsState} from '../app-state.ts';

export type HostMarks = {readonly isProd: boolean; readonly isReadOnly: boolean};

const unmarked: HostMarks = {isProd: false, isReadOnly: false};

function marksOf(host: Host): HostMarks {
	return {isProd: isProd(host), isReadOnly: isReadOnly(host)};
}

/** What the tags of a host say of changing files there; this machine (null) has none. */
export function hostMarks({hosts: {reading, gone}}: AppState, host: string | null): HostMarks {
	const isIt = ({alias}: Host): boolean => alias === host;
	const found = reading?.hosts.find(isIt) ?? gone.find(isIt);
	return found === undefined ? unmarked : marksOf(found);
}

/** The marked hosts that are no longer in the config once it is read anew. */
export function goneWith(reading: NonNullable<HostsState['reading']>, hosts: HostsState): readonly Host[] {
	const marked = [...(hosts.reading?.hosts ?? []), ...hosts.gone].filter(host => {
		const marks = marksOf(host);
		return marks.isProd || marks.isReadOnly;
	});
	const present = new Set(marked.length === 0 ? [] : reading.hosts.map(({alias}) => alias));
	return marked.filter(({alias}) => !present.has(alias));
}
