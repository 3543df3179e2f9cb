/** The kinds of keys that can be made, each with when to choose it. */
export const keyKinds = [
	{
		value: 'ed25519',
		label: 'ED25519',
		short: 'the best choice for nearly everything',
		when: 'The best choice for nearly everything: short, quick, and known to every OpenSSH since 6.5 (2014).',
		file: 'id_ed25519',
		args: ['-t', 'ed25519'],
	},
	{
		value: 'rsa',
		label: 'RSA 4096',
		short: 'for old servers and devices',
		when: 'For old servers and devices that know no ED25519. Longer and slower.',
		file: 'id_rsa',
		args: ['-t', 'rsa', '-b', '4096'],
	},
	{
		value: 'ecdsa',
		label: 'ECDSA 384',
		short: 'where rules ask for NIST curves',
		when: 'Where rules ask for NIST curves (FIPS).',
		file: 'id_ecdsa',
		args: ['-t', 'ecdsa', '-b', '384'],
	},
	{
		value: 'ed25519-sk',
		label: 'ED25519 on a FIDO key',
		short: 'in a security key, touched at each login',
		when: 'The private half never leaves a security key, which you touch at each login. Plug it in; servers need OpenSSH 8.2.',
		file: 'id_ed25519_sk',
		args: ['-t', 'ed25519-sk'],
	},
	{
		value: 'ecdsa-sk',
		label: 'ECDSA on a FIDO key',
		short: 'the same for older security keys',
		when: 'The same for older security keys, which know no ED25519.',
		file: 'id_ecdsa_sk',
		args: ['-t', 'ecdsa-sk'],
	},
] as const;

export type KeyKind = (typeof keyKinds)[number]['value'];

/** A key to be made. */
export type NewKey = {readonly kind: KeyKind; readonly path: string; readonly comment: string};

/** Rounds of the derivation that slows down guessing: about a second on a slow machine. */
export const newRounds = 64;

/** The arguments of ssh-keygen: no passphrase is among them, so it asks for one. */
export function newKeyArguments({kind, path, comment}: NewKey): string[] {
	const known = keyKinds.find(({value}) => value === kind) ?? keyKinds[0];
	return ['-q', ...known.args, '-a', String(newRounds), '-C', comment, '-f', path];
}

/** What is wrong with a comment; null for one that can be used. It stands on a line of its own in files of others. */
export function whyNoComment(comment: string): string | null {
	return /^[\x20-\x7e\u00a1-\uffff]*$/.test(comment) ? null : 'A comment is one line of visible characters.';
}

/** The comment that tells keys apart in an authorized_keys file: who made it, where, and when. */
export function usualComment(user: string, machine: string, now: Date): string {
	return `${user}@${machine.split('.')[0]}-${now.toISOString().slice(0, 10)}`;
}
