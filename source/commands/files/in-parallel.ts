/** Runs a task for each item, at most `limit` at once; throws the first failure once those under way are over. */
export async function inParallel<Item>(
	items: readonly Item[],
	limit: number,
	task: (item: Item) => Promise<void>,
): Promise<void> {
	const left = items.values();
	const worker = async (): Promise<void> => {
		for (const item of left) {
			await task(item);
		}
	};
	const ended = await Promise.allSettled(Array.from({length: Math.min(limit, items.length)}, worker));
	for (const end of ended) {
		if (end.status === 'rejected') {
			throw end.reason;
		}
	}
}
