import type {HostToLookUp, KnownHostKey, KnownHostState} from './known-host-state.ts';

/** All that known_hosts files say of a host, and where ssh looked. */
export type HostKeys = {
	readonly host: HostToLookUp;
	/** The names ssh looks it up by, in order. */
	readonly names: readonly string[];
	/** Absolute paths: those of the user, and those of the whole machine, which are never changed. */
	readonly userFiles: readonly string[];
	readonly globalFiles: readonly string[];
	/** Every key under any of the names. */
	readonly found: readonly KnownHostKey[];
	/** What ssh makes of them. */
	readonly state: KnownHostState;
};

/**
 * The keys that stand in the way of another one: those known under the first name ssh looks up, of whatever type, for a
 * key of one type known makes another type “changed”. A key under a later name (the host without its port) is only a
 * help to ssh and refuses nothing; where it is one of the same keys it goes with them. Authorities and revoked keys stay.
 */
export function offendingKeys({names, found}: HostKeys): readonly KnownHostKey[] {
	const known = found.filter(({trust}) => trust === 'known');
	const first = known.filter(({name}) => name === names[0]);
	return known.filter(
		key => key.name === names[0] || first.some(({fingerprint}) => fingerprint === key.fingerprint),
	);
}
