import type {ByteCounts} from './running-forward.ts';

/**
 * Reads what `ss -tine` prints (ss(8)): what each accepted connection has carried, by the inode of its socket. What such a
 * socket sent came from the far end of the forward. A count of nothing is not printed.
 */
export function readByteCounts(text: string): Map<string, ByteCounts> {
	const found = new Map<string, ByteCounts>();
	let inode: string | undefined;
	for (const line of text.split('\n')) {
		if (!/^\s/.test(line)) {
			inode = / ino:(\d+)\b/.exec(line)?.[1];
		} else if (inode !== undefined) {
			const count = (name: string): number => Number(new RegExp(` ${name}:(\\d+)\\b`).exec(line)?.[1] ?? 0);
			found.set(inode, {in: count('bytes_sent') || count('bytes_acked'), out: count('bytes_received')});
		}
	}
	return found;
}

/** What several connections have carried together; null where that of one is not known. */
export function sumOfBytes(
	inodes: readonly string[],
	counts: ReadonlyMap<string, ByteCounts>,
): ByteCounts | null {
	const known = inodes.map(inode => counts.get(inode)).filter(one => one !== undefined);
	const sum = (direction: keyof ByteCounts): number =>
		known.reduce((total, one) => total + one[direction], 0);
	return known.length < inodes.length ? null : {in: sum('in'), out: sum('out')};
}
