import {decodeBase64} from './base64.ts';
import {derAt, derHex, derNumber} from './der-reader.ts';

/** How a passphrase protects a key in PEM or PKCS#8; null where the file does not say it in a way known here. */
export type PemEncryption = {readonly cipher: string | null; readonly rounds: number | null};

const pbes2 = '2a864886f70d01050d';
const pbkdf2 = '2a864886f70d01050c';
const ciphers: ReadonlyMap<string, string> = new Map([
	['60864801650304012a', 'aes256-cbc'],
	['608648016503040116', 'aes192-cbc'],
	['608648016503040102', 'aes128-cbc'],
	['2a864886f70d0307', '3des-cbc'],
]);

/** Reads the outside of an `ENCRYPTED PRIVATE KEY` (RFC 5958; RFC 8018, PBES2): the cipher, and the iterations of PBKDF2. */
export function pkcs8Encryption(base64: string): PemEncryption {
	const bytes = decodeBase64(base64);
	if (bytes === null || derHex(derAt(bytes, [0, 0, 0])) !== pbes2) {
		return {cipher: null, rounds: null};
	}
	const isPbkdf2 = derHex(derAt(bytes, [0, 0, 1, 0, 0])) === pbkdf2;
	return {
		cipher: ciphers.get(derHex(derAt(bytes, [0, 0, 1, 1, 0]))) ?? null,
		rounds: isPbkdf2 ? derNumber(derAt(bytes, [0, 0, 1, 0, 1, 1])) : null,
	};
}

/** Reads the headers of an encrypted PEM key (RFC 1421): OpenSSL derives its key with one round of MD5. */
export function pemEncryption(body: string): PemEncryption {
	const [, name = ''] = /^DEK-Info: *([A-Z0-9-]+),/m.exec(body) ?? [];
	const cipher = name
		.replace(/^AES-(\d+)-/, 'aes$1-')
		.replace('DES-EDE3', '3des')
		.toLowerCase();
	return {cipher: cipher === '' ? null : cipher, rounds: 1};
}
