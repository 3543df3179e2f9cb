type Count = {opened: number; readonly opening: Set<Promise<unknown>>};

const counts = new Map<string, Count>();

function countOf(socket: string): Count {
	let count = counts.get(socket);
	if (count === undefined) {
		count = {opened: 0, opening: new Set()};
		counts.set(socket, count);
	}
	return count;
}

/** Counts a channel of this process on the connection at a socket: `opening` tells whether it was opened. */
export function countChannel(socket: string, opening: Promise<boolean>, ended: Promise<unknown>): void {
	const count = countOf(socket);
	const settled = opening.then(isOpened => {
		count.opening.delete(settled);
		count.opened += isOpened ? 1 : 0;
		return isOpened;
	});
	count.opening.add(settled);
	void Promise.all([settled, ended]).then(([isOpened]) => {
		count.opened -= isOpened ? 1 : 0;
		if (count.opened === 0 && count.opening.size === 0) {
			counts.delete(socket);
		}
	});
}

/** Whether a connection carries channels of this process, once those that are being opened are through. */
export async function carriesChannels(socket: string): Promise<boolean> {
	const count = counts.get(socket);
	await Promise.all(count?.opening ?? []);
	return (count?.opened ?? 0) > 0;
}
