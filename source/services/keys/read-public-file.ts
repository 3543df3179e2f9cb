import {type PublicKey, parsePublicKeyLine} from '../../core/keys/public-key.ts';
import {readRegular} from './read-regular.ts';

/** The public key in a `.pub` file with its comment, or why there is none: `problem` is the end of a sentence. */
export type PublicFile =
	| {readonly key: PublicKey; readonly comment: string}
	| {readonly problem: string; readonly isMissing: boolean};

/** Reads the first public key of a file, as ssh does: lines that hold none are passed over. Never throws. */
export async function readPublicFile(path: string): Promise<PublicFile> {
	const file = await readRegular(path, 64 * 1024);
	if ('error' in file) {
		return {
			problem: file.error === 'missing' ? 'is missing' : 'cannot be read',
			isMissing: file.error === 'missing',
		};
	}
	return (
		findPublicKey(file.bytes.toString()) ?? {problem: 'is no public key, or a damaged one', isMissing: false}
	);
}

/** The first public key in a text, one to a line. */
export function findPublicKey(text: string): {key: PublicKey; comment: string} | null {
	for (const line of text.split('\n')) {
		const found = line.trimStart().startsWith('#') ? null : parsePublicKeyLine(line);
		if (found !== null && !('problem' in found)) {
			return found;
		}
	}
	return null;
}
