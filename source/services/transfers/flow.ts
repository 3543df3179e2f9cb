/** Lets only so many bytes be in flight; who asks first is served first. */
export type Flow = {
	/** Null where there is room; else a promise that resolves when there is. */
	take(bytes: number): Promise<void> | null;
	/** Gives back what was taken. */
	give(bytes: number): void;
};

/** More than all of the room is as much as all of it. */
export function openFlow(room: number): Flow {
	let free = room;
	const waiting: Array<{readonly wanted: number; readonly go: () => void}> = [];
	return {
		take(bytes) {
			const wanted = Math.min(bytes, room);
			if (waiting.length === 0 && wanted <= free) {
				free -= wanted;
				return null;
			}
			return new Promise<void>(go => waiting.push({wanted, go}));
		},
		give(bytes) {
			free += Math.min(bytes, room);
			while (waiting.length > 0 && waiting[0]!.wanted <= free) {
				const {wanted, go} = waiting.shift()!;
				free -= wanted;
				go();
			}
		},
	};
}

/** Buffers that are used again: as long as asked for, or longer. */
export type Pool = {take(length: number): Buffer; give(buffer: Buffer): void};

/** Has buffers of so many bytes, the shortest first; keeps so many bytes of each size that nobody uses. */
export function openPool(sizes: readonly number[], mostKept: number): Pool {
	const free = new Map(sizes.map(size => [size, [] as Buffer[]]));
	return {
		take(length) {
			const size = sizes.find(one => one >= length) ?? length;
			return free.get(size)?.pop() ?? Buffer.allocUnsafeSlow(size);
		},
		give(buffer) {
			const kept = free.get(buffer.length);
			if (kept !== undefined && kept.length * buffer.length < mostKept) {
				kept.push(buffer);
			}
		},
	};
}
