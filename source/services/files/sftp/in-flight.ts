/** Requests that are not answered yet, by their numbers. */
export type InFlight<Asked> = {
	readonly size: number;
	/**
	 * A number that is free. They go round, the one that was free longest first: a table by numbers that only grow, as the
	 * engine has one too, would be slow; an answer that comes twice must not meet the next request.
	 */
	next(): number;
	add(id: number, asked: Asked): void;
	get(id: number): Asked | undefined;
	/** Removes one. */
	take(id: number): void;
	all(): Asked[];
	clear(): void;
};

const shortestRound = 1024;

export function openInFlight<Asked>(): InFlight<Asked> {
	let table: Array<Asked | undefined> = [];
	let round = shortestRound;
	let size = 0;
	let last = -1;
	return {
		get size() {
			return size;
		},
		next() {
			if (size * 2 > round) {
				round *= 2;
			}
			do {
				last = (last + 1) % round;
			} while (table[last] !== undefined);
			return last;
		},
		add(id, asked) {
			table[id] = asked;
			size += 1;
		},
		get: id => table[id],
		take(id) {
			if (table[id] !== undefined) {
				table[id] = undefined;
				size -= 1;
			}
		},
		all: () => table.filter(asked => asked !== undefined),
		clear() {
			table = [];
			size = 0;
		},
	};
}
