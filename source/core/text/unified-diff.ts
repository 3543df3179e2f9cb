import {lineSteps, type Step} from './line-steps.ts';

/** A line of a difference: kept (` `), taken away (`-`), added (`+`), or the place of a hunk (`@`). */
export type DiffLine = {readonly kind: ' ' | '-' | '+' | '@'; readonly text: string};

const context = 3;

/** The lines of a text without their ends; a missing end of the last is told as `diff` tells it. */
function linesOf(text: string): string[] {
	if (text === '') {
		return [];
	}
	const lines = text.split('\n');
	if (lines.at(-1) === '') {
		lines.pop();
	} else {
		lines[lines.length - 1] += '\n\\ No newline at end of file';
	}
	return lines;
}

/** Where two lists of lines differ: the indexes of what goes, and of what comes. */
export function changedIndexes(
	before: readonly string[],
	after: readonly string[],
): {readonly removed: readonly number[]; readonly added: readonly number[]} {
	const removed: number[] = [];
	const added: number[] = [];
	let oldIndex = 0;
	let newIndex = 0;
	for (const {kind} of lineSteps(before, after)) {
		if (kind === '-') {
			removed.push(oldIndex);
		} else if (kind === '+') {
			added.push(newIndex);
		}
		oldIndex += kind === '+' ? 0 : 1;
		newIndex += kind === '-' ? 0 : 1;
	}
	return {removed, added};
}

/** The unified difference of two texts, three lines of context around each change; empty when they are equal. */
export function unifiedDiff(before: string, after: string): DiffLine[] {
	const all = lineSteps(linesOf(before), linesOf(after));
	const isNear = new Uint8Array(all.length);
	for (const [index, {kind}] of all.entries()) {
		if (kind !== ' ') {
			isNear.fill(1, Math.max(0, index - context), index + context + 1);
		}
	}
	const lines: DiffLine[] = [];
	let oldLine = 1;
	let newLine = 1;
	for (const [index, step] of all.entries()) {
		if (isNear[index] === 1) {
			if (index === 0 || isNear[index - 1] === 0) {
				lines.push(hunkHead(all, isNear, index, oldLine, newLine));
			}
			const [text = '', note] = step.text.split('\n');
			lines.push({kind: step.kind, text}, ...(note === undefined ? [] : [{kind: '@', text: note} as const]));
		}
		oldLine += step.kind === '+' ? 0 : 1;
		newLine += step.kind === '-' ? 0 : 1;
	}
	return lines;
}

function hunkHead(
	all: readonly Step[],
	isNear: Uint8Array,
	from: number,
	oldLine: number,
	newLine: number,
): DiffLine {
	let to = from;
	while (to < all.length && isNear[to] === 1) {
		to++;
	}
	const hunk = all.slice(from, to);
	const olds = hunk.filter(({kind}) => kind !== '+').length;
	const news = hunk.filter(({kind}) => kind !== '-').length;
	const place = (line: number, count: number): string => `${count === 0 ? line - 1 : line},${count}`;
	return {kind: '@', text: `@@ -${place(oldLine, olds)} +${place(newLine, news)} @@`};
}
