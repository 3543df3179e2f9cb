/** Promise.all that waits for every promise also when one fails: nothing is still under way when the failure is handled. */
export async function settleAll<const T extends readonly unknown[]>(
	promises: T,
): Promise<{-readonly [K in keyof T]: Awaited<T[K]>}> {
	await Promise.allSettled(promises);
	return Promise.all(promises);
}
