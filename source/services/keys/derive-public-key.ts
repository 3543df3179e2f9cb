import {createPublicKey} from 'node:crypto';
import {derAt, derValues} from '../../core/keys/der-reader.ts';
import {type Problem, type PublicKey, parsePublicKey} from '../../core/keys/public-key.ts';

const curves: ReadonlyMap<string, string> = new Map([
	['P-256', 'nistp256'],
	['P-384', 'nistp384'],
	['P-521', 'nistp521'],
]);

/** The public half of a private key in PEM or PKCS#8 without a passphrase. */
export function derivePublicKey(pem: Buffer): PublicKey | Problem {
	try {
		const key = createPublicKey(pem);
		if (key.asymmetricKeyType === 'dsa') {
			return parsePublicKey(dsaBlob(key.export({type: 'spki', format: 'der'})));
		}
		const {kty, crv = '', n = '', e = '', x = '', y = ''} = key.export({format: 'jwk'});
		const curve = curves.get(crv);
		if (kty === 'RSA') {
			return parsePublicKey(blobOf('ssh-rsa', mpint(e), mpint(n)));
		}
		if (kty === 'EC' && curve !== undefined) {
			const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
			return parsePublicKey(blobOf(`ecdsa-sha2-${curve}`, Buffer.from(curve), point));
		}
		if (crv === 'Ed25519') {
			return parsePublicKey(blobOf('ssh-ed25519', Buffer.from(x, 'base64url')));
		}
		return {problem: 'its kind is none that ssh reads'};
	} catch {
		return {problem: 'what is between its first and last line cannot be read'};
	}
}

/** The numbers of a DSA key from its SubjectPublicKeyInfo (RFC 3279, section 2.3.2): the key itself is behind a byte of padding. */
function dsaBlob(info: Buffer): Buffer {
	const [p, q, g] = derValues(derAt(info, [0, 0, 1])?.bytes ?? info);
	const [y] = derValues(derAt(info, [0, 1])?.bytes.subarray(1) ?? info);
	return blobOf('ssh-dss', ...[p, q, g, y].map(value => Buffer.from(value?.bytes ?? [])));
}

/** A positive number as RFC 4251 writes it: a zero byte before a first bit that is set. */
function mpint(base64url: string): Buffer {
	const number = Buffer.from(base64url, 'base64url');
	return (number[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.of(0), number]) : number;
}

function blobOf(algorithm: string, ...fields: Buffer[]): Buffer {
	return Buffer.concat(
		[Buffer.from(algorithm), ...fields].flatMap(field => {
			const length = Buffer.alloc(4);
			length.writeUInt32BE(field.length);
			return [length, field];
		}),
	);
}
