/**
 * Tells of each name whether it came before. For ten thousand names before the first frame: a Set makes as much of each as
 * all the rest of listing its host.
 */
export class NameIndex {
	readonly #names: string[] = [];
	/** One more than the place of a name, at its hash or behind it; 0 where there is none. Half of it at least is free. */
	#slots: Int32Array;

	/** For about so many names. */
	constructor(expected: number) {
		this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * expected + 16)));
	}

	/** The place of a name among the different ones, from 0: behind the last of them where it is new. */
	add(name: string): number {
		const at = this.#find(name);
		const known = this.#slots[at] as number;
		if (known > 0) {
			return known - 1;
		}
		const count = this.#names.push(name);
		this.#slots[at] = count;
		if (2 * count > this.#slots.length) {
			this.#grow();
		}
		return count - 1;
	}

	/** Where a name is, or is to go. */
	#find(name: string): number {
		const slots = this.#slots;
		const names = this.#names;
		const last = slots.length - 1;
		let at = hashOf(name) & last;
		for (let known = slots[at] as number; known > 0; known = slots[at] as number) {
			if (names[known - 1] === name) {
				break;
			}
			at = (at + 1) & last;
		}
		return at;
	}

	#grow(): void {
		this.#slots = new Int32Array(2 * this.#slots.length);
		for (const [place, name] of this.#names.entries()) {
			this.#slots[this.#find(name)] = place + 1;
		}
	}
}

function hashOf(text: string): number {
	let hash = text.length;
	for (let at = 0; at < text.length; at++) {
		hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
	}
	return hash ^ (hash >>> 15);
}
