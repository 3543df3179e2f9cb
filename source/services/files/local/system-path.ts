import {encodeName} from '../../../core/files/byte-names.ts';

/** A path as bytes, as the system takes it. */
export function bytePath(path: string): Buffer {
	const bytes = encodeName(path);
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** The same for a single call of the system; as text where nothing in it stands for a byte, which costs less. */
export function systemPath(path: string): string | Buffer {
	// The high surrogate of all that `decodeName` makes of such a byte.
	return path.includes('\uDBFF') ? bytePath(path) : path;
}
