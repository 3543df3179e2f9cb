/** Does something with each of a list, with so many of them at once. */
export async function inTurns<T>(
	list: readonly T[],
	act: (one: T) => Promise<void>,
	atOnce = 256,
): Promise<void> {
	for (let start = 0; start < list.length; start += atOnce) {
		await Promise.all(list.slice(start, start + atOnce).map(act));
	}
}
