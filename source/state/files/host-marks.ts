import type {AppState} from '../app-state.ts';
import {isProd} from '../prod.ts';

/** The tag of hosts whose files are looked at and never changed: `# tags: read-only` in the block of the config. */
const readOnlyTag = 'read-only';

export type HostMarks = {readonly isProd: boolean; readonly isReadOnly: boolean};

const unmarked: HostMarks = {isProd: false, isReadOnly: false};

/** What the tags of a host say of changing files there; this machine (null) has none. */
export function hostMarks(state: AppState, host: string | null): HostMarks {
	const found = state.hosts.reading?.hosts.find(({alias}) => alias === host);
	return host === null || found === undefined
		? unmarked
		: {isProd: isProd(found), isReadOnly: found.tags.includes(readOnlyTag)};
}
