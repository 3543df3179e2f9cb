/** A line that was taken out, or, where it names other hosts too, those `left` on it. Counted from 1, as it was before. */
export type RemovedLine = {readonly line: number; readonly left: readonly string[]};

/** What was removed from known_hosts files. */
export type Removal = {
	readonly files: readonly {readonly file: string; readonly lines: readonly RemovedLine[]}[];
};
