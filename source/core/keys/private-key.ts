import {pemEncryption, pkcs8Encryption} from './pkcs8-encryption.ts';
import {parsePrivateEnvelope} from './private-envelope.ts';
import type {Problem, PublicKey} from './public-key.ts';

/** What the text of a private key file says without its passphrase. */
export type PrivateKeyText = {
	readonly format: 'openssh' | 'pem' | 'pkcs8';
	/** As `ssh-keygen -l` names it; null where only the passphrase, or a crypto library, can tell. */
	readonly type: string | null;
	readonly encrypted: boolean;
	/** What the passphrase's cipher is called; null without one, and where that cannot be told. */
	readonly cipher: string | null;
	/** Rounds of the key derivation: of bcrypt in OpenSSH's format, of PBKDF2 in PKCS#8, of MD5 in PEM. */
	readonly rounds: number | null;
	/** Null in the PEM formats: their public part is inside the private one. */
	readonly key: PublicKey | null;
	readonly comment: string | null;
};

const begin = /^-----BEGIN ([A-Z0-9 ]+)-----(\r?\n)/;
const pemTypes: ReadonlyMap<string, string> = new Map([
	['RSA PRIVATE KEY', 'RSA'],
	['DSA PRIVATE KEY', 'DSA'],
	['EC PRIVATE KEY', 'ECDSA'],
]);

/** A byte order mark and white space, which may stand before the first line by mistake; the text is read as Latin-1. */
const lead = /^(?:\u00EF\u00BB\u00BF)?\s*/;

/** Whether a file that begins so claims to be a private key, of whatever kind. */
export function claimsPrivateKey(text: string): boolean {
	return /^-----BEGIN .*PRIVATE KEY/.test(text.replace(lead, ''));
}

/** Reads the text of a private key file: OpenSSH's format, PEM (RFC 1421) and PKCS#8 (RFC 5958). */
export function parsePrivateKey(file: string): PrivateKeyText | Problem {
	const before = lead.exec(file)?.[0] ?? '';
	const text = file.slice(before.length);
	const [line, label = '', lineEnd] = begin.exec(text) ?? [];
	if (line === undefined) {
		return {problem: 'its first line is damaged'};
	}
	// PEM may begin after a blank line or a byte order mark, OpenSSH's format may not, and neither may be indented.
	if (before !== '' && (label === 'OPENSSH PRIVATE KEY' || /[ \t]$/.test(before))) {
		return {problem: 'something stands before its first line'};
	}
	const end = text.indexOf(`-----END ${label}-----`, line.length);
	if (end === -1) {
		return {problem: 'it is cut short: there is no END line'};
	}
	const body = text.slice(line.length, end);
	const open = {encrypted: false, cipher: null, rounds: null};
	const unknown = {key: null, comment: null};
	const pemType = pemTypes.get(label);
	if (pemType !== undefined) {
		const isEncrypted = /^Proc-Type: *4, *ENCRYPTED/m.test(body);
		const protection = isEncrypted ? {encrypted: true, ...pemEncryption(body)} : open;
		return {format: 'pem', type: pemType, ...protection, ...unknown};
	}
	if (label === 'PRIVATE KEY') {
		return {format: 'pkcs8', type: null, ...open, ...unknown};
	}
	if (label === 'ENCRYPTED PRIVATE KEY') {
		return {format: 'pkcs8', type: null, encrypted: true, ...pkcs8Encryption(body), ...unknown};
	}
	if (label !== 'OPENSSH PRIVATE KEY') {
		return {problem: 'its kind is none that ssh reads'};
	}
	if (lineEnd === '\r\n') {
		return {problem: 'its line ends are those of Windows'};
	}
	if (!text.startsWith('\n', end + `-----END ${label}-----`.length)) {
		return {problem: 'the line end after its last line is missing'};
	}
	const envelope = parsePrivateEnvelope(body);
	if ('problem' in envelope) {
		return envelope;
	}
	const {key, cipher, rounds, comment} = envelope;
	const encrypted = cipher !== 'none';
	return {
		format: 'openssh',
		type: key.type,
		encrypted,
		cipher: encrypted ? cipher : null,
		rounds,
		key,
		comment,
	};
}
