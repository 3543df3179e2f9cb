/** One value of DER (X.690): its tag, and the bytes inside it. */
export type DerValue = {readonly tag: number; readonly bytes: Uint8Array};

const integerTag = 0x02;

/** The values that stand one after the other in `bytes`; what is damaged ends the list. Indefinite lengths are none of DER. */
export function derValues(bytes: Uint8Array): DerValue[] {
	const values: DerValue[] = [];
	let at = 0;
	while (at + 2 <= bytes.length) {
		const tag = bytes[at] as number;
		const first = bytes[at + 1] as number;
		const more = first & 0x80 ? first & 0x7f : 0;
		let length = more === 0 ? first : 0;
		if (more > 4 || (first & 0x80 && more === 0) || at + 2 + more > bytes.length) {
			break;
		}
		for (let index = 0; index < more; index++) {
			length = length * 256 + (bytes[at + 2 + index] as number);
		}
		const start = at + 2 + more;
		if (start + length > bytes.length) {
			break;
		}
		values.push({tag, bytes: bytes.subarray(start, start + length)});
		at = start + length;
	}
	return values;
}

/** The value at a path of positions inside `bytes`: `[0, 1]` is the second one in the first; null when there is none. */
export function derAt(bytes: Uint8Array, path: readonly number[]): DerValue | null {
	let found: DerValue | null = null;
	let inside = bytes;
	for (const position of path) {
		found = derValues(inside)[position] ?? null;
		if (found === null) {
			return null;
		}
		inside = found.bytes;
	}
	return found;
}

/** An object identifier as hex digits: enough to know one. */
export function derHex(value: DerValue | null): string {
	return Array.from(value?.bytes ?? [], byte => byte.toString(16).padStart(2, '0')).join('');
}

/** A small whole number; null for anything else. */
export function derNumber(value: DerValue | null | undefined): number | null {
	if (value?.tag !== integerTag || value.bytes.length > 6) {
		return null;
	}
	return value.bytes.reduce((number, byte) => number * 256 + byte, 0);
}
