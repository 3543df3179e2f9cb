import {decodeName} from '../files/byte-names.ts';

/**
 * Undoes the escapes in which ssh writes what is not plain ASCII, in one line of it: `\303\251`, and `\\` for a backslash.
 * The result may hold anything: what is shown goes through `printable`.
 */
export function withoutSshEscapes(line: string): string {
	return line.includes('\\') ? line.replaceAll(/(?:\\[0-7]{3})+|\\\\/g, decoded) : line;
}

function decoded(escapes: string): string {
	return escapes === '\\\\'
		? '\\'
		: decodeName(Uint8Array.from(escapes.slice(1).split('\\'), digits => Number.parseInt(digits, 8)));
}
