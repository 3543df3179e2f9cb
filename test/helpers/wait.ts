/** How long a test waits for what should happen, in milliseconds, unless it says otherwise. */
export const patience = 10_000;

/**
 * Asks again and again until the condition gives something truthy, and returns that. Throws when it has not within the
 * deadline (`within`, milliseconds), with what `otherwise` says at that moment.
 */
export async function until<T>(
	condition: () => T | Promise<T>,
	options: {within?: number | undefined; otherwise?: () => string} = {},
): Promise<Exclude<T, false | 0 | '' | null | undefined>> {
	const within = options.within ?? patience;
	const deadline = performance.now() + within;
	for (;;) {
		const result = await condition();
		if (result) {
			return result as Exclude<T, false | 0 | '' | null | undefined>;
		}
		if (performance.now() > deadline) {
			throw new Error(`Waited ${within / 1000} s. ${options.otherwise?.() ?? 'It never happened.'}`);
		}
		await new Promise(resolve => setTimeout(resolve, 5));
	}
}
