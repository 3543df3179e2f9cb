import type {HostToLookUp, KnownHostKey, KnownHostState} from './known-host-state.ts';

/**
 * The names ssh looks a host up by, in order: each later one counts only when no key stands under those before it. All
 * in small letters, which is how hashed names were hashed.
 */
export function namesToLookUp({name, port, hostKeyAlias}: HostToLookUp): string[] {
	if (hostKeyAlias !== undefined) {
		return [hostKeyAlias.toLowerCase()];
	}
	const lower = name.toLowerCase();
	return port === 22 ? [lower] : [`[${lower}]:${port}`, lower];
}

/** Judges the keys found under the names to look up: a key that is revoked anywhere is not known by any other line. */
export function judgeKnownHost(names: readonly string[], found: readonly KnownHostKey[]): KnownHostState {
	const isRevoked = (key: KnownHostKey): boolean =>
		found.some(other => other.trust === 'revoked' && other.fingerprint === key.fingerprint);
	const sound = found.filter(key => key.trust === 'revoked' || !isRevoked(key));
	const last = names.findIndex(name => sound.some(key => key.name === name && key.trust === 'known'));
	const asked = last === -1 ? names : names.slice(0, last + 1);
	const keys = sound.filter(key => asked.includes(key.name));
	const state = (['known', 'authority', 'revoked'] as const).find(trust =>
		keys.some(key => key.trust === trust),
	);
	return {state: state ?? 'unknown', keys};
}
