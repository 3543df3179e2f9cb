/** The outcome of some work, or at once the reason of the signal; what it gives when it comes later goes to `late`. */
export function withSignal<Result>(
	work: Promise<Result>,
	signal: AbortSignal | undefined,
	late: (result: Result) => void = () => {},
): Promise<Result> {
	if (signal === undefined) {
		return work;
	}
	return new Promise((resolve, reject) => {
		const abort = (): void => {
			reject(signal.reason);
			work.then(late, () => {});
		};
		const settle = (): void => signal.removeEventListener('abort', abort);
		if (signal.aborted) {
			abort();
			return;
		}
		signal.addEventListener('abort', abort, {once: true});
		work.then(
			result => {
				settle();
				resolve(result);
			},
			(error: unknown) => {
				settle();
				reject(error);
			},
		);
	});
}
