import type {HostKeyComplaint} from './host-key-complaint.ts';
import type {HostKeys} from './host-keys.ts';
import type {KnownHostKey} from './known-host-state.ts';

/** A host that shows another key than the known ones, or a revoked one: what we know of it ourselves, and what ssh said. */
export type ChangedKey = {
	/** The name the user knows the host by, and has to type to replace its key. */
	readonly alias: string;
	/** Where the connection was to lead; another host than `alias` where a machine on the way shows the key. */
	readonly target: string;
	readonly kind: HostKeyComplaint['kind'];
	readonly shown: HostKeyComplaint['shown'];
	readonly keys: HostKeys;
	/** The known keys in its way (of a revoked one: the lines that revoke a key), from our own look-up. */
	readonly offending: readonly KnownHostKey[];
	/** When a connection last worked, in milliseconds since the epoch. */
	readonly lastOk: number | null;
	/** What ssh said, clean, a string a line. */
	readonly raw: readonly string[];
};

/** Why the known keys cannot be replaced from here, as a sentence; null when they can. */
export function whyNotReplaced({kind, offending, keys}: ChangedKey): string | null {
	if (kind === 'revoked') {
		return 'A revoked key has no override: ask the owner of the host for its new one.';
	}
	if (offending.length === 0) {
		return 'No known_hosts file that was looked at holds a key of it: there is nothing to replace here.';
	}
	const foreign = offending.find(({file}) => !keys.userFiles.includes(file));
	return foreign === undefined
		? null
		: `${foreign.file}:${foreign.line} is a file of the whole machine, which is never changed from here.`;
}
