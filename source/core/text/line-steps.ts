/** What becomes of a line: it is kept (` `), taken away (`-`) or added (`+`). */
export type Step = {readonly kind: ' ' | '-' | '+'; readonly text: string};

type Lines = readonly string[];

/** Finding the shortest way costs the square of the lines that change: more than of so many is not spent on one part. */
const mostChanges = 1000;

/**
 * A way from one list of lines to another: the shortest where few lines change, else the shortest ones between the lines
 * that both have just once. What is too long even so is told as a replacement.
 */
export function lineSteps(before: Lines, after: Lines): Step[] {
	return betweenEnds(before, after, (a, b) => shortest(a, b, mostChanges) ?? aroundAnchors(a, b));
}

function betweenEnds(before: Lines, after: Lines, middle: (a: Lines, b: Lines) => Step[]): Step[] {
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
	return [
		...steps(' ', before.slice(0, start)),
		...middle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
		...steps(' ', before.slice(before.length - end)),
	];
}

function steps(kind: Step['kind'], lines: Lines): Step[] {
	return lines.map(text => ({kind, text}));
}

function replaced(a: Lines, b: Lines): Step[] {
	return [...steps('-', a), ...steps('+', b)];
}

function aroundAnchors(a: Lines, b: Lines): Step[] {
	let left = mostChanges ** 2;
	const gap = (before: Lines, after: Lines): Step[] =>
		betweenEnds(before, after, (inA, inB) => {
			const found = shortest(inA, inB, Math.floor(Math.sqrt(left)));
			left -= found === null ? left : found.filter(({kind}) => kind !== ' ').length ** 2;
			return found ?? replaced(inA, inB);
		});
	const places = anchors(a, b);
	if (places.length === 0) {
		return replaced(a, b);
	}
	const parts: Step[][] = [];
	let [x, y] = [0, 0];
	for (const [atA, atB] of [...places, [a.length, b.length] as const]) {
		parts.push(gap(a.slice(x, atA), b.slice(y, atB)), steps(' ', a.slice(atA, atA + 1)));
		[x, y] = [atA + 1, atB + 1];
	}
	return parts.flat();
}

/** Where the lines stand that both lists have once, as many as are in the same order in both. */
function anchors(a: Lines, b: Lines): (readonly [number, number])[] {
	const inB = onlyOnes(b);
	const pairs = [...onlyOnes(a)].flatMap(([text, atA]): [number, number][] => {
		const atB = inB.get(text);
		return atB === undefined ? [] : [[atA, atB]];
	});
	// The longest rising row of places: of each length, the pair that ends one with the lowest place in `b`.
	type Link = {readonly pair: readonly [number, number]; readonly previous: Link | undefined};
	const ends: Link[] = [];
	for (const pair of pairs) {
		let [low, high] = [0, ends.length];
		while (low < high) {
			const half = (low + high) >> 1;
			[low, high] = (ends[half] as Link).pair[1] < pair[1] ? [half + 1, high] : [low, half];
		}
		ends[low] = {pair, previous: ends[low - 1]};
	}
	const row: (readonly [number, number])[] = [];
	for (let link = ends.at(-1); link !== undefined; link = link.previous) {
		row.push(link.pair);
	}
	return row.toReversed();
}

/** The lines that a list has once, in its order, and where. */
function onlyOnes(lines: Lines): Map<string, number> {
	const places = new Map<string, number>();
	const more = new Set<string>();
	for (const [index, text] of lines.entries()) {
		if (places.has(text)) {
			more.add(text);
		}
		places.set(text, index);
	}
	for (const text of more) {
		places.delete(text);
	}
	return places;
}

/** The shortest way (Myers, 1986); null where more lines change than `most`. */
function shortest(a: Lines, b: Lines, most: number): Step[] | null {
	const limit = Math.min(a.length + b.length, most);
	/** How far each diagonal reaches in `a`; number 0 is in the middle. */
	const reach = new Int32Array(2 * limit + 3).fill(-1);
	const zero = limit + 1;
	reach[zero + 1] = 0;
	/** Of each round what was reached before it, diagonal 0 in the middle. */
	const trace: Int32Array[] = [];
	for (let d = 0; d <= limit; d++) {
		trace.push(reach.slice(zero - d - 1, zero + d + 2));
		for (let k = -d; k <= d; k += 2) {
			const [under, over] = [reach[zero + k - 1] as number, reach[zero + k + 1] as number];
			let x = isDown(k, d, under, over) ? over : under + 1;
			while (x < a.length && x - k < b.length && a[x] === b[x - k]) {
				x++;
			}
			reach[zero + k] = x;
			if (x >= a.length && x - k >= b.length) {
				return wayBack(a, b, trace);
			}
		}
	}
	return null;
}

/** Whether a diagonal is reached best by a line of `b` that is added. */
function isDown(k: number, d: number, under: number, over: number): boolean {
	return k === -d || (k !== d && under < over);
}

function wayBack(a: Lines, b: Lines, trace: readonly Int32Array[]): Step[] {
	const found: Step[] = [];
	let x = a.length;
	let y = b.length;
	for (let d = trace.length - 1; d > 0; d--) {
		const reach = trace[d] as Int32Array;
		const k = x - y;
		const [under, over] = [reach[k + d] as number, reach[k + d + 2] as number];
		const down = isDown(k, d, under, over);
		const beforeX = down ? over : under;
		const beforeY = beforeX - (down ? k + 1 : k - 1);
		while (x > beforeX && y > beforeY) {
			found.push({kind: ' ', text: a[--x] as string});
			y--;
		}
		found.push(down ? {kind: '+', text: b[--y] as string} : {kind: '-', text: a[--x] as string});
	}
	while (x > 0) {
		found.push({kind: ' ', text: a[--x] as string});
	}
	return found.toReversed();
}
