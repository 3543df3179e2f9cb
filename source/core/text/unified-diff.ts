/** A line of a difference: kept (` `), taken away (`-`), added (`+`), or the place of a hunk (`@`). */
export type DiffLine = {readonly kind: ' ' | '-' | '+' | '@'; readonly text: string};

type Step = {readonly kind: ' ' | '-' | '+'; readonly text: string};

const context = 3;
/** Beyond so many changed lines the middle is told as one replacement: to find the shortest way costs their square. */
const mostChanges = 1000;

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
	for (const {kind} of steps(before, after)) {
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

/** The shortest way from one list of lines to another (Myers, 1986), equal ends set aside first. */
function steps(before: readonly string[], after: readonly string[]): Step[] {
	let start = 0;
	while (start < before.length && start < after.length && before[start] === after[start]) {
		start++;
	}
	let end = 0;
	while (
		end < before.length - start &&
		end < after.length - start &&
		before[before.length - 1 - end] === after[after.length - 1 - end]
	) {
		end++;
	}
	const step = (kind: Step['kind'], lines: readonly string[]): Step[] => lines.map(text => ({kind, text}));
	return [
		...step(' ', before.slice(0, start)),
		...middle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
		...step(' ', before.slice(before.length - end)),
	];
}

function middle(a: readonly string[], b: readonly string[]): Step[] {
	const trace: Map<number, number>[] = [];
	const reach = new Map([[1, 0]]);
	for (let d = 0; d <= Math.min(a.length + b.length, mostChanges); d++) {
		trace.push(new Map(reach));
		for (let k = -d; k <= d; k += 2) {
			const down = k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
			let x = down ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0) + 1;
			while (x < a.length && x - k < b.length && a[x] === b[x - k]) {
				x++;
			}
			reach.set(k, x);
			if (x >= a.length && x - k >= b.length) {
				return wayBack(a, b, trace);
			}
		}
	}
	return [...a.map(text => ({kind: '-', text}) as const), ...b.map(text => ({kind: '+', text}) as const)];
}

function wayBack(a: readonly string[], b: readonly string[], trace: readonly Map<number, number>[]): Step[] {
	const found: Step[] = [];
	let x = a.length;
	let y = b.length;
	for (let d = trace.length - 1; d >= 0; d--) {
		const reach = trace[d] as Map<number, number>;
		const k = x - y;
		const down = k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
		const from = down ? k + 1 : k - 1;
		const beforeX = d === 0 ? 0 : (reach.get(from) ?? 0);
		const beforeY = d === 0 ? 0 : beforeX - from;
		while (x > beforeX && y > beforeY) {
			found.push({kind: ' ', text: a[--x] as string});
			y--;
		}
		if (d > 0) {
			found.push(down ? {kind: '+', text: b[--y] as string} : {kind: '-', text: a[--x] as string});
		}
	}
	return found.toReversed();
}

/** The unified difference of two texts, three lines of context around each change; empty when they are equal. */
export function unifiedDiff(before: string, after: string): DiffLine[] {
	const all = steps(linesOf(before), linesOf(after));
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
