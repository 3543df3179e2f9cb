import type {Certificate} from './certificate.ts';

/**
 * Something about a key that is not as it should be. `problem` is a sentence, `advice` what to do. `bad`: it does not work,
 * or must not be used; `warning`: it works and could be better; `note`: good to know.
 */
export type KeyProblem = {
	readonly severity: 'bad' | 'warning' | 'note';
	readonly problem: string;
	readonly advice: string;
};

/** A key on disk, as far as it can be known without its passphrase; null where it cannot. Texts are as in the files. */
export type KeyFile = {
	readonly path: string;
	/** As `ssh-keygen -l` names it: `ED25519`, `RSA`, `ECDSA-SK`, … */
	readonly type: string | null;
	readonly bits: number | null;
	/** `SHA256:…` of the plain key. */
	readonly fingerprint: string | null;
	/** Null where only the passphrase could tell; a key may have an empty one. */
	readonly comment: string | null;
	readonly encrypted: boolean | null;
	/** `public`: only the public half is there, which serves when the agent holds the other one. */
	readonly format: 'openssh' | 'pem' | 'pkcs8' | 'public' | 'unknown';
	/** The passphrase's cipher. */
	readonly cipher: string | null;
	/** Rounds of the passphrase's key derivation: of bcrypt in OpenSSH's own format, of PBKDF2 in PKCS#8. */
	readonly rounds: number | null;
	/** The certificate that ssh offers with it: `NAME-cert.pub` beside it. */
	readonly certificate: Certificate | null;
	/** Who signed the certificate: `ED25519 SHA256:…`. */
	readonly authority: string | null;
	/** The lowest nine bits of its mode; null where there is no such file. */
	readonly mode: number | null;
	/** What is wrong with it, worst first; empty for a key that is as it should be. */
	readonly problems: readonly KeyProblem[];
};

/** The grade of a key: that of its worst problem. */
export function gradeOf({problems}: Pick<KeyFile, 'problems'>): 'good' | 'fair' | 'bad' {
	const worst = problems[0]?.severity;
	return worst === 'bad' ? 'bad' : worst === 'warning' ? 'fair' : 'good';
}

const order = ['bad', 'warning', 'note'] as const;

/** Problems with the worst first, else in their order. */
export function worstFirst(problems: readonly KeyProblem[]): readonly KeyProblem[] {
	return problems.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}

/** Whether the private half lies in a security key. */
export function isHardwareKey({type}: Pick<KeyFile, 'type'>): boolean {
	return type?.endsWith('-SK') ?? false;
}
