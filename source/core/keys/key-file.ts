import type {Certificate} from './certificate.ts';

/** A key on disk, as far as it can be known without its passphrase; null where it cannot. Texts are as in the files. */
export type KeyFile = {
	readonly path: string;
	/** As `ssh-keygen -l` names it: `ED25519`, `RSA`, `ECDSA-SK`, … */
	readonly type: string | null;
	readonly bits: number | null;
	/** `SHA256:…` of the plain key. */
	readonly fingerprint: string | null;
	/** Empty where there is none, or none that can be read. */
	readonly comment: string;
	readonly encrypted: boolean | null;
	/** `public`: only the public half is there, which serves when the agent holds the other one. */
	readonly format: 'openssh' | 'pem' | 'pkcs8' | 'public' | 'unknown';
	/** Rounds of the passphrase's key derivation, in OpenSSH's own format. */
	readonly rounds: number | null;
	/** The certificate that ssh offers with it: `NAME-cert.pub` beside it. */
	readonly certificate: Certificate | null;
	/** What is wrong with it, each a sentence; empty for a key that is as it should be. */
	readonly problems: readonly string[];
};
