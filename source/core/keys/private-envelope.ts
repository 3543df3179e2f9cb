import {decodeBase64} from './base64.ts';
import {type Problem, type PublicKey, parsePublicKey} from './public-key.ts';
import {WireReader} from './wire-reader.ts';

/** The outside of a private key in OpenSSH's own format: everything that can be known without the passphrase. */
export type PrivateEnvelope = {
	readonly key: PublicKey;
	/** `none` for a key without a passphrase. */
	readonly cipher: string;
	/** Rounds of the key derivation; null without a passphrase. */
	readonly rounds: number | null;
	/** Known only without a passphrase: it stands inside the encrypted part. */
	readonly comment: string | null;
};

const magic = 'openssh-key-v1\0';

/** Reads the base64 between the BEGIN and END lines (PROTOCOL.key). The private numbers are skipped, never kept. */
export function parsePrivateEnvelope(base64: string): PrivateEnvelope | Problem {
	const bytes = decodeBase64(base64);
	if (bytes === null) {
		return {problem: 'its base64 text is damaged'};
	}
	const reader = new WireReader(bytes);
	if (new TextDecoder().decode(reader.take(magic.length)) !== magic) {
		return {problem: 'it is not in the format it names'};
	}
	const cipher = reader.text();
	reader.string(); // the name of the key derivation
	const derivation = new WireReader(reader.string());
	const count = reader.uint32();
	const blob = reader.string();
	const inside = reader.string();
	if (reader.damaged) {
		return {problem: 'it ends too early'};
	}
	if (count !== 1) {
		return {problem: `it holds ${count} keys, ssh reads files of one`};
	}
	const key = parsePublicKey(blob);
	if ('problem' in key) {
		return {problem: `of its public part, ${key.problem}`};
	}
	if (cipher !== 'none') {
		derivation.string(); // the salt
		return {key, cipher, rounds: derivation.uint32(), comment: null};
	}
	const comment = findComment(inside, key.algorithm);
	return comment === null ? {problem: 'its private part is damaged'} : {key, cipher, rounds: null, comment};
}

/** Which fields stand between the type and the comment: strings, but for the one byte of flags in a hardware key. */
const privateFields: ReadonlyMap<string, string> = new Map([
	['ssh-ed25519', 'ss'],
	['sk-ssh-ed25519@openssh.com', 'ssbss'],
	['ecdsa-sha2-nistp256', 'sss'],
	['ecdsa-sha2-nistp384', 'sss'],
	['ecdsa-sha2-nistp521', 'sss'],
	['sk-ecdsa-sha2-nistp256@openssh.com', 'sssbss'],
	['ssh-rsa', 'ssssss'],
	['ssh-dss', 'sssss'],
]);

function findComment(inside: Uint8Array, algorithm: string): string | null {
	const reader = new WireReader(inside);
	const check = reader.uint32();
	if (reader.uint32() !== check) {
		return null;
	}
	const fields = privateFields.get(algorithm);
	if (fields === undefined) {
		return '';
	}
	if (reader.text() !== algorithm) {
		return null;
	}
	for (const field of fields) {
		if (field === 'b') {
			reader.byte();
		} else {
			reader.string();
		}
	}
	const comment = reader.text();
	return reader.damaged ? null : comment;
}
