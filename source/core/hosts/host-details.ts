import type {KnownHostState} from '../known-hosts/known-host-state.ts';
import type {EffectiveOptions} from './host.ts';

/** A private key that ssh will offer: the path as written, where it leads, whether it is there, whether it is ssh's own default. */
export type OfferedIdentity = {
	readonly written: string;
	readonly path: string;
	readonly exists: boolean;
	readonly isDefault: boolean;
};

/** All that is known of one host: ssh's own word on its options, its identities, its known host keys. */
export type HostDetails = {
	readonly effective: EffectiveOptions;
	readonly identities: readonly OfferedIdentity[];
	readonly knownHost: KnownHostState | null;
};
