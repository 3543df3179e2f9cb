import {decodeBase64} from '../keys/base64.ts';
import {sameBytes} from '../keys/same-bytes.ts';

/** HMAC-SHA1 of a text under a key, which pure code leaves to its caller. */
export type HashName = (salt: Uint8Array, name: string) => Uint8Array;

/**
 * Whether the first field of a known_hosts line speaks of a name, written as ssh looks it up (`web-1`, `[web-1]:2222`).
 * Small and capital letters are the same but in a hashed name; a pattern with `!` that matches undoes the others
 * (ssh_config(5), PATTERNS).
 */
export function matchesName(patterns: string, name: string, hashName: HashName): boolean {
	if (patterns.startsWith('|')) {
		const [, salt = '', hash = ''] = /^\|1\|([^|]+)\|([^|]+)$/.exec(patterns) ?? [];
		const [saltBytes, hashBytes] = [decodeBase64(salt), decodeBase64(hash)];
		return saltBytes !== null && hashBytes?.length === 20 && sameBytes(hashName(saltBytes, name), hashBytes);
	}
	const lower = name.toLowerCase();
	const all = patterns.toLowerCase().split(',');
	return (
		all.some(pattern => !pattern.startsWith('!') && matchesPattern(pattern, lower)) &&
		!all.some(pattern => pattern.startsWith('!') && matchesPattern(pattern.slice(1), lower))
	);
}

/** `*` stands for any number of characters, `?` for one. Steps back to the last `*` only, so no pattern takes long. */
function matchesPattern(pattern: string, text: string): boolean {
	let at = 0;
	let star = -1;
	let resume = 0;
	for (let index = 0; index < text.length; ) {
		const wanted = pattern[at];
		if (wanted === '*') {
			star = at;
			resume = index;
			at += 1;
		} else if (wanted !== undefined && (wanted === '?' || wanted === text[index])) {
			at += 1;
			index += 1;
		} else if (star !== -1) {
			at = star + 1;
			resume += 1;
			index = resume;
		} else {
			return false;
		}
	}
	return /^\**$/.test(pattern.slice(at));
}
