import {decodeBase64} from './base64.ts';
import {type Certificate, readCertificate} from './certificate.ts';
import {sameBytes} from './same-bytes.ts';
import {WireReader} from './wire-reader.ts';

/** What is wrong with data that could not be read, in words. */
export type Problem = {readonly problem: string};

/** A public key, or the certificate of one. */
export type PublicKey = {
	/** The name on the wire, such as `ssh-ed25519`. */
	readonly algorithm: string;
	/** The name `ssh-keygen -l` uses, such as `ED25519-CERT`; of an algorithm unknown here its name on the wire. */
	readonly type: string;
	/** 0 for an algorithm unknown here. */
	readonly bits: number;
	/** The plain key as on the wire, without its certificate: what a fingerprint is made of. */
	readonly blob: Uint8Array;
	readonly certificate: Certificate | null;
};

/** `fields` is how many strings make up the key; `modulus` says which of them has its size. */
type Family = {
	readonly type: string;
	readonly fields: number;
	readonly bits?: number;
	readonly modulus?: number;
};

const families: ReadonlyMap<string, Family> = new Map([
	['ssh-ed25519', {type: 'ED25519', fields: 1, bits: 256}],
	['sk-ssh-ed25519@openssh.com', {type: 'ED25519-SK', fields: 2, bits: 256}],
	['ecdsa-sha2-nistp256', {type: 'ECDSA', fields: 2, bits: 256}],
	['ecdsa-sha2-nistp384', {type: 'ECDSA', fields: 2, bits: 384}],
	['ecdsa-sha2-nistp521', {type: 'ECDSA', fields: 2, bits: 521}],
	['sk-ecdsa-sha2-nistp256@openssh.com', {type: 'ECDSA-SK', fields: 3, bits: 256}],
	['ssh-rsa', {type: 'RSA', fields: 2, modulus: 1}],
	['ssh-dss', {type: 'DSA', fields: 4, modulus: 0}],
]);
const certificateMark = '-cert-v01@openssh.com';

/** Reads a public key blob (RFC 4253, section 6.6) or a certificate (PROTOCOL.certkeys). */
export function parsePublicKey(blob: Uint8Array): PublicKey | Problem {
	const reader = new WireReader(blob);
	const algorithm = reader.text();
	if (reader.damaged || !/^[!-~]{1,64}$/.test(algorithm)) {
		return {problem: 'it does not begin with the name of a key type'};
	}
	const isCertificate = algorithm.endsWith(certificateMark);
	const plain = isCertificate ? plainAlgorithm(algorithm) : algorithm;
	const family = families.get(plain);
	if (family === undefined) {
		return {algorithm, type: algorithm, bits: 0, blob, certificate: null};
	}
	if (isCertificate) {
		reader.string(); // the nonce
	}
	const start = reader.offset;
	const fields = Array.from({length: family.fields}, () => reader.string());
	const key = isCertificate ? withName(plain, blob.subarray(start, reader.offset)) : blob;
	const certificate = isCertificate ? readCertificate(reader) : null;
	if (reader.damaged) {
		return {problem: 'it ends too early'};
	}
	if (reader.left > 0) {
		return {problem: 'it goes on after its end'};
	}
	const bits = family.bits ?? bitLength(fields[family.modulus ?? 0] ?? new Uint8Array());
	return {algorithm, type: isCertificate ? `${family.type}-CERT` : family.type, bits, blob: key, certificate};
}

/** Reads a line of a `.pub` file: `algorithm base64 [comment]`, as in sshd(8), without options before it. */
export function parsePublicKeyLine(line: string): {key: PublicKey; comment: string} | Problem {
	const [, name, base64, comment] = /^\s*(\S+)[ \t]+(\S+)(?:[ \t]+(.*?))?\s*$/.exec(line) ?? [];
	if (name === undefined || base64 === undefined) {
		return {problem: 'it is not a public key'};
	}
	const blob = decodeBase64(base64);
	if (blob === null) {
		return {problem: 'its base64 text is damaged'};
	}
	const key = parsePublicKey(blob);
	if ('problem' in key) {
		return key;
	}
	return key.algorithm === name
		? {key, comment: comment ?? ''}
		: {problem: 'its key is not of the type it names'};
}

/** Whether two are the same plain key; the certificate of a key and the key are. */
export function isSameKey(one: PublicKey, other: PublicKey): boolean {
	return sameBytes(one.blob, other.blob);
}

/** `sk-ssh-ed25519-cert-v01@openssh.com` → `sk-ssh-ed25519@openssh.com`. */
function plainAlgorithm(algorithm: string): string {
	const name = algorithm.slice(0, -certificateMark.length);
	return name.startsWith('sk-') ? `${name}@openssh.com` : name;
}

function withName(name: string, fields: Uint8Array): Uint8Array {
	const blob = new Uint8Array(4 + name.length + fields.length);
	new DataView(blob.buffer).setUint32(0, name.length);
	blob.set(new TextEncoder().encode(name), 4);
	blob.set(fields, 4 + name.length);
	return blob;
}

function bitLength(mpint: Uint8Array): number {
	const first = mpint.findIndex(byte => byte !== 0);
	return first === -1 ? 0 : (mpint.length - first) * 8 - (Math.clz32(mpint[first] ?? 0) - 24);
}
