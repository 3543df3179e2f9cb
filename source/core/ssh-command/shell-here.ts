import {encodeName} from '../files/byte-names.ts';

/** A word of a POSIX shell (XCU 2.2.2), also of csh and fish as long as it has no line end and no backslash. */
function quoted(word: string): string {
	return `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * What the remote user's shell is given to begin a login shell in a directory; null for a path that cannot be written so
 * that every common shell reads it the same: one with a control character, or with bytes that are no UTF-8.
 */
export function shellHere(directory: string): string | null {
	const bytes = encodeName(directory);
	const isText = Array.from(bytes).every(byte => byte >= 0x20 && byte !== 0x7f);
	const isWhole = new TextDecoder().decode(bytes) === directory;
	return isText && isWhole ? `cd ${quoted(directory)} && exec "$SHELL" -l` : null;
}
