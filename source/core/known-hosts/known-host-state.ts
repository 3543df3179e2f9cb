/** A host as a connection names it. `hostKeyAlias`: the HostKeyAlias of its config, which replaces name and port. */
export type HostToLookUp = {
	readonly name: string;
	readonly port: number;
	readonly hostKeyAlias?: string | undefined;
};

/** A key that a known_hosts file gives for a host. */
export type KnownHostKey = {
	readonly file: string;
	/** Counted from 1. */
	readonly line: number;
	/** `revoked`: never to be accepted. `authority`: it signs the keys of hosts. */
	readonly trust: 'known' | 'revoked' | 'authority';
	/** As `ssh-keygen -l` names it. */
	readonly type: string;
	readonly bits: number;
	readonly fingerprint: string;
	/** The name it was found under: without the port where only that is known, which ssh accepts for a key that matches. */
	readonly name: string;
};

/** What is known of a host's keys. `authority`: none of its own, but one that signs. `revoked`: nothing but revoked ones. */
export type KnownHostState = {
	readonly state: 'known' | 'unknown' | 'revoked' | 'authority';
	readonly keys: readonly KnownHostKey[];
};
