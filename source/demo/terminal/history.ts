import {type Line, lineOf, textOf} from './line.ts';

/** Where in the history one is: `drafts` keeps what was changed on the way, by index. */
export type Recall = {
	readonly lines: readonly string[];
	readonly at: number;
	readonly drafts: ReadonlyMap<number, string>;
};

/** At the new line below the newest one. */
export function startRecall(lines: readonly string[]): Recall {
	return {lines, at: lines.length, drafts: new Map()};
}

/** One line up (-1) or down (+1); null where there is none. */
export function recall(from: Recall, line: Line, step: -1 | 1): {recall: Recall; line: Line} | null {
	const at = from.at + step;
	if (at < 0 || at > from.lines.length) {
		return null;
	}
	const drafts = new Map(from.drafts).set(from.at, textOf(line));
	return {recall: {...from, at, drafts}, line: lineOf(drafts.get(at) ?? from.lines[at] ?? '')};
}

const longest = 500;

/** Adds a line, but not a blank one nor the last one again. */
export function remember(lines: string[], line: string): void {
	if (line.trim() === '' || lines.at(-1) === line) {
		return;
	}
	lines.push(line);
	if (lines.length > longest) {
		lines.shift();
	}
}
