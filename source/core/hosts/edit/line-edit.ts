import type {TextLine} from './line-parts.ts';

/** A change of one line of a text; `line` is its index from 0. */
export type LineEdit =
	/** Another argument for a directive. */
	| {readonly kind: 'argument'; readonly line: number; readonly argument: string; readonly text: string}
	| {readonly kind: 'text'; readonly line: number; readonly text: string}
	| {readonly kind: 'remove'; readonly line: number}
	/** A new line before this one (or behind the last), without its end. */
	| {readonly kind: 'insert'; readonly line: number; readonly text: string};

/** How lines of a text end that are not there yet. */
function lineEnd(lines: readonly TextLine[], near: number): string {
	return lines[near]?.end || lines[0]?.end || '\n';
}

/**
 * The text with these edits made, every other byte as it was. Inserted lines end as their neighbours do; behind a last
 * line without an end, the new last line has none either.
 */
export function applyEdits(lines: readonly TextLine[], edits: readonly LineEdit[]): TextLine[] {
	const byLine = Map.groupBy(edits, ({line}) => line);
	const result: TextLine[] = [];
	for (let index = 0; index <= lines.length; index++) {
		const own = byLine.get(index) ?? [];
		for (const edit of own) {
			if (edit.kind === 'insert') {
				result.push({text: edit.text, end: lineEnd(lines, Math.max(0, index - 1))});
			}
		}
		const line = lines[index];
		const change = own.find(({kind}) => kind !== 'insert');
		if (line !== undefined && change?.kind !== 'remove') {
			result.push(change === undefined ? line : {text: change.text, end: line.end});
		}
	}
	return withEnds(result, lines);
}

/** A line without an end may only be the last; a new last line has none where the file had none at its end. */
function withEnds(result: readonly TextLine[], before: readonly TextLine[]): TextLine[] {
	const hadEnd = before.at(-1)?.end !== '';
	return result.map((line, index) => {
		if (index < result.length - 1) {
			return line.end === '' ? {...line, end: lineEnd(before, 0)} : line;
		}
		return hadEnd || before.includes(line) ? line : {...line, end: ''};
	});
}
