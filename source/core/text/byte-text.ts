/** Well-formed UTF-8 of more than one byte (Unicode, table 3-7), each byte a character. */
const sequence =
	/[\xC2-\xDF][\x80-\xBF]|\xE0[\xA0-\xBF][\x80-\xBF]|[\xE1-\xEC\xEE\xEF][\x80-\xBF]{2}|\xED[\x80-\x9F][\x80-\xBF]|\xF0[\x90-\xBF][\x80-\xBF]{2}|[\xF1-\xF3][\x80-\xBF]{3}|\xF4[\x80-\x8F][\x80-\xBF]{2}|[\x80-\xFF]/g;
const strayByte = /[\uDC80-\uDCFF]/u;

/**
 * The text of a file that need not be UTF-8: a byte that belongs to no character becomes a lone surrogate (U+DC80 to
 * U+DCFF), so that `bytesOf` gives every byte back. A byte order mark stays.
 */
export function textOf(bytes: Uint8Array): string {
	try {
		return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
	} catch {
		let raw = '';
		for (let at = 0; at < bytes.length; at += 4096) {
			raw += String.fromCharCode(...bytes.subarray(at, at + 4096));
		}
		return raw.replaceAll(sequence, found =>
			found.length === 1
				? String.fromCharCode(0xdc00 + found.charCodeAt(0))
				: new TextDecoder().decode(Uint8Array.from(found, byte => byte.charCodeAt(0))),
		);
	}
}

/** The bytes of a text that `textOf` gave, or of any other. */
export function bytesOf(text: string): Uint8Array {
	const encoder = new TextEncoder();
	if (!strayByte.test(text)) {
		return encoder.encode(text);
	}
	const parts = text
		.split(/([\uDC80-\uDCFF])/u)
		.map(part =>
			part.length === 1 && strayByte.test(part)
				? Uint8Array.of(part.charCodeAt(0) - 0xdc00)
				: encoder.encode(part),
		);
	const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		bytes.set(part, at);
		at += part.length;
	}
	return bytes;
}
