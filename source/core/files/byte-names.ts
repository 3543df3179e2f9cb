const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', {ignoreBOM: true});

/**
 * A name of a file as text. Names are bytes: one that is valid UTF-8 is itself; a byte that is not becomes the character
 * U+10FF00 + byte, and so do the bytes of a real character of that range. `encodeName` undoes it exactly. The text is valid
 * Unicode, safe in JSON and arguments; `printable` shows such a character as `\xNN`. Paths are such text as well.
 */
export function decodeName(bytes: Uint8Array): string {
	return decoder.decode(escapeBytes(bytes));
}

/** The bytes of a name or path that `decodeName` gave, or that a user typed. */
export function encodeName(name: string): Uint8Array {
	return unescapeBytes(encoder.encode(name));
}

/** Bytes of a name as UTF-8 of the text that stands for them; the same array when nothing needs an escape. */
export function escapeBytes(bytes: Uint8Array): Uint8Array {
	const first = firstToEscape(bytes);
	if (first === bytes.length) {
		return bytes;
	}
	const escaped = new Uint8Array(first + (bytes.length - first) * 4);
	escaped.set(bytes.subarray(0, first));
	let [from, to] = [first, first];
	while (from < bytes.length) {
		const length = soundLength(bytes, from);
		if (length === 0) {
			const byte = bytes[from++]!;
			escaped.set([0xf4, 0x8f, byte < 0xc0 ? 0xbe : 0xbf, 0x80 | (byte & 0x3f)], to);
			to += 4;
		} else {
			escaped.set(bytes.subarray(from, from + length), to);
			from += length;
			to += length;
		}
	}
	return escaped.subarray(0, to);
}

/** The inverse of `escapeBytes`; the same array when there is nothing to undo. */
export function unescapeBytes(bytes: Uint8Array): Uint8Array {
	let found = nextEscape(bytes, 0);
	if (found === -1) {
		return bytes;
	}
	const plain = new Uint8Array(bytes.length);
	let [from, to] = [0, 0];
	while (found !== -1) {
		plain.set(bytes.subarray(from, found), to);
		to += found - from;
		plain[to++] = (bytes[found + 2] === 0xbe ? 0x80 : 0xc0) | (bytes[found + 3]! & 0x3f);
		from = found + 4;
		found = nextEscape(bytes, from);
	}
	plain.set(bytes.subarray(from), to);
	return plain.subarray(0, to + bytes.length - from);
}

function firstToEscape(bytes: Uint8Array): number {
	let at = 0;
	while (at < bytes.length) {
		const length = bytes[at]! < 0x80 ? 1 : soundLength(bytes, at);
		if (length === 0) {
			return at;
		}
		at += length;
	}
	return at;
}

/** Where the next of U+10FF80 to U+10FFFF is (F4 8F BE 80 to F4 8F BF BF), or -1. */
function nextEscape(bytes: Uint8Array, start: number): number {
	for (let at = bytes.indexOf(0xf4, start); at !== -1; at = bytes.indexOf(0xf4, at + 1)) {
		if (isEscape(bytes, at) && at + 3 < bytes.length) {
			return at;
		}
	}
	return -1;
}

function isEscape(bytes: Uint8Array, at: number): boolean {
	return bytes[at] === 0xf4 && bytes[at + 1] === 0x8f && (bytes[at + 2] === 0xbe || bytes[at + 2] === 0xbf);
}

/** The length of the valid UTF-8 character (RFC 3629, section 4) at an offset that needs no escape, else 0. */
function soundLength(bytes: Uint8Array, at: number): number {
	const lead = bytes[at]!;
	if (lead < 0x80) {
		return 1;
	}
	const length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
	if (length === 0 || at + length > bytes.length || isEscape(bytes, at)) {
		return 0;
	}
	const second = bytes[at + 1]!;
	const [lowest, highest] = secondByteOf[lead] ?? [0x80, 0xbf];
	if (second < lowest || second > highest) {
		return 0;
	}
	for (let next = at + 2; next < at + length; next++) {
		if ((bytes[next]! & 0xc0) !== 0x80) {
			return 0;
		}
	}
	return length;
}

/** Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte. */
const secondByteOf: Readonly<Record<number, readonly [number, number]>> = {
	224: [0xa0, 0xbf],
	237: [0x80, 0x9f],
	240: [0x90, 0xbf],
	244: [0x80, 0x8f],
};
