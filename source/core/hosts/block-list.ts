import {Block, type PlainBlocks} from './config-tree.ts';

/** Blocks by their index, those of `PlainBlocks` made when they are asked for. */
export class BlockList {
	readonly length: number;
	readonly #items: readonly (Block | PlainBlocks)[];
	/** The index of the first block of each item. */
	readonly #starts: number[] = [];
	readonly #made = new Map<number, Block>();

	constructor(items: readonly (Block | PlainBlocks)[]) {
		this.#items = items;
		let start = 0;
		for (const item of items) {
			this.#starts.push(start);
			start += item instanceof Block ? 1 : item.length;
		}
		this.length = start;
	}

	at(index: number): Block {
		let block = this.#made.get(index);
		if (block === undefined) {
			const item = this.#itemOf(index);
			const found = this.#items[item] as Block | PlainBlocks;
			block = found instanceof Block ? found : found.at(index - (this.#starts[item] as number));
			this.#made.set(index, block);
		}
		return block;
	}

	/** The last item that starts at the index or before it. */
	#itemOf(index: number): number {
		let low = 0;
		let high = this.#starts.length - 1;
		while (low < high) {
			const middle = (low + high + 1) >> 1;
			if ((this.#starts[middle] as number) <= index) {
				low = middle;
			} else {
				high = middle - 1;
			}
		}
		return low;
	}
}
