/** Whether version `a` of the program (`1.2.3`) is newer than `b`. What follows the numbers does not count. */
export function isNewer(a: string, b: string): boolean {
	const [left, right] = [numbers(a), numbers(b)];
	const place = left.findIndex((number, index) => number !== right[index]);
	return place !== -1 && left[place]! > right[place]!;
}

function numbers(version: string): readonly number[] {
	const [, ...parts] = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})/.exec(version) ?? ['', '0', '0', '0'];
	return parts.map(Number);
}
