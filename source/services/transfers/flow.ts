/** Lets only so many bytes be in flight; who asks first is served first. */
export type Flow = {
	/** Waits until there is room, at most all of it; gives what gives it back. */
	take(bytes: number): Promise<() => void>;
};

export function openFlow(room: number): Flow {
	let free = room;
	const waiting: Array<{readonly bytes: number; readonly go: () => void}> = [];
	const serve = (): void => {
		while (waiting.length > 0 && waiting[0]!.bytes <= free) {
			const {bytes, go} = waiting.shift()!;
			free -= bytes;
			go();
		}
	};
	return {
		async take(bytes) {
			const wanted = Math.min(bytes, room);
			if (waiting.length === 0 && wanted <= free) {
				free -= wanted;
			} else {
				await new Promise<void>(go => waiting.push({bytes: wanted, go}));
			}
			return () => {
				free += wanted;
				serve();
			};
		},
	};
}

/** Buffers of one size that are used again. */
export type Pool = {take(): Buffer; give(buffer: Buffer): void};

export function openPool(size: number, most: number): Pool {
	const free: Buffer[] = [];
	return {
		take: () => free.pop() ?? Buffer.allocUnsafeSlow(size),
		give(buffer) {
			if (free.length < most) {
				free.push(buffer);
			}
		},
	};
}
