const decoder = new TextDecoder('utf-8', {ignoreBOM: true});

/**
 * Reads SSH wire data (RFC 4251, section 5) front to back, without copying. It never throws: past the end it gives
 * empty values and `damaged` turns true, so a caller reads all fields and asks once.
 */
export class WireReader {
	readonly #bytes: Uint8Array;
	readonly #view: DataView;
	#offset = 0;
	#damaged = false;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}

	/** Whether something was asked for that was not there. */
	get damaged(): boolean {
		return this.#damaged;
	}

	/** How many bytes were read so far. */
	get offset(): number {
		return this.#offset;
	}

	/** How many bytes are left; none in damaged data. */
	get left(): number {
		return this.#damaged ? 0 : this.#bytes.length - this.#offset;
	}

	take(length: number): Uint8Array {
		const start = this.#advance(length);
		return start === null ? new Uint8Array() : this.#bytes.subarray(start, start + length);
	}

	byte(): number {
		const start = this.#advance(1);
		return start === null ? 0 : this.#view.getUint8(start);
	}

	uint32(): number {
		const start = this.#advance(4);
		return start === null ? 0 : this.#view.getUint32(start);
	}

	uint64(): bigint {
		const start = this.#advance(8);
		return start === null ? 0n : this.#view.getBigUint64(start);
	}

	/** A length (uint32) and that many bytes: a `string` or an `mpint`. */
	string(): Uint8Array {
		return this.take(this.uint32());
	}

	/** A `string` read as UTF-8; bytes that are none become U+FFFD. */
	text(): string {
		return decoder.decode(this.string());
	}

	#advance(length: number): number | null {
		if (length > this.left) {
			this.#damaged = true;
		}
		if (this.#damaged) {
			return null;
		}
		const start = this.#offset;
		this.#offset += length;
		return start;
	}
}
