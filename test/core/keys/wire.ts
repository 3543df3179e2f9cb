/** Bytes as on the wire (RFC 4251, section 5): a number is a uint32, a bigint a uint64, a text or bytes a string. */
export function wire(...values: ReadonlyArray<number | bigint | string | Uint8Array>): Uint8Array {
	const parts = values.map(value => {
		if (typeof value === 'number' || typeof value === 'bigint') {
			const bytes = new Uint8Array(typeof value === 'number' ? 4 : 8);
			const view = new DataView(bytes.buffer);
			if (typeof value === 'number') {
				view.setUint32(0, value);
			} else {
				view.setBigUint64(0, value);
			}
			return bytes;
		}
		const content = typeof value === 'string' ? new TextEncoder().encode(value) : value;
		return Buffer.concat([wire(content.length), content]);
	});
	return new Uint8Array(Buffer.concat(parts));
}
