import {parsePrivateKey} from '../../../core/keys/private-key.ts';
import type {PublicKey} from '../../../core/keys/public-key.ts';
import {derivePublicKey} from '../derive-public-key.ts';
import {findPublicKey, readPublicFile} from '../read-public-file.ts';
import {readRegular} from '../read-regular.ts';

/**
 * The plain public half of a key file with its comment: from the file itself where it can be known without the passphrase,
 * else from the `.pub` beside it. Null where there is none. Never throws.
 */
export async function publicHalf(path: string): Promise<{key: PublicKey; comment: string} | null> {
	const [file, beside] = await Promise.all([readRegular(path, 64 * 1024), readPublicFile(`${path}.pub`)]);
	const inside = 'error' in file ? null : insideOf(file.bytes);
	const comment = 'key' in beside ? beside.comment : (inside?.comment ?? '');
	const key = inside?.key ?? ('key' in beside ? beside.key : null);
	return key === null || key.certificate !== null ? null : {key, comment};
}

function insideOf(bytes: Buffer): {key: PublicKey | null; comment: string} | null {
	const read = parsePrivateKey(bytes.toString('latin1'));
	if ('problem' in read) {
		return findPublicKey(bytes.toString());
	}
	const derived = read.key ?? (read.encrypted ? null : derivePublicKey(bytes));
	return {key: derived === null || 'problem' in derived ? null : derived, comment: read.comment ?? ''};
}
