/** The last bytes of a stream: at most `limit` of them. */
export class Tail {
	readonly #limit: number;
	#chunks: Buffer[] = [];
	#size = 0;

	constructor(limit: number) {
		this.#limit = limit;
	}

	add(chunk: Buffer): void {
		this.#chunks.push(chunk);
		this.#size += chunk.length;
		while (this.#size - (this.#chunks[0]?.length ?? 0) >= this.#limit) {
			this.#size -= this.#chunks.shift()?.length ?? 0;
		}
	}

	/** As UTF-8; a character cut at the beginning shows as U+FFFD. */
	text(): string {
		return Buffer.concat(this.#chunks).subarray(-this.#limit).toString('utf8');
	}

	/** The same, which is then forgotten. */
	take(): string {
		const text = this.text();
		this.#chunks = [];
		this.#size = 0;
		return text;
	}
}
