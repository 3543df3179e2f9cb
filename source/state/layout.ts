/** A part of the screen, in cells; `x` and `y` count from 0. `height` includes the title line. */
export type Area = {readonly x: number; readonly y: number; readonly width: number; readonly height: number};

export const panes = ['hosts', 'details', 'keys', 'forwards'] as const;
export type Pane = (typeof panes)[number];

export type Layout = {
	readonly columns: number;
	readonly rows: number;
	/** The panes on screen; a pane that is not there has no area. */
	readonly areas: Readonly<Partial<Record<Pane, Area>>>;
	/** Room for a dialog: all but the footer. */
	readonly body: Area;
};

/** The least size of terminal that the dashboard can be shown on. */
export const leastColumns = 40;
export const leastRows = 10;
const wideColumns = 100;
/** Below it three panes would not fit above each other. */
const wideHeight = 16;
/** The last two lines: a message, and the keys that matter now. */
const footerRows = 2;
const gap = 2;

function share(total: number, part: number, least: number, most: number): number {
	return Math.max(least, Math.min(most, Math.round(total * part)));
}

/** Where the panes are at a terminal size; null when there is too little room. Narrow screens show the focused pane on top. */
export function layOut(columns: number, rows: number, focus: Pane): Layout | null {
	if (columns < leastColumns || rows < leastRows) {
		return null;
	}
	const height = rows - footerRows;
	const body = {x: 0, y: 0, width: columns, height};
	if (columns >= wideColumns && height >= wideHeight) {
		const left = share(columns, 0.56, 54, columns - 44);
		const right = {x: left + gap, width: columns - left - gap};
		const forwards = share(height, 0.24, 4, 14);
		const keys = share(height, 0.24, 4, 14);
		const details = height - keys - forwards - 2;
		return {
			columns,
			rows,
			body,
			areas: {
				hosts: {x: 0, y: 0, width: left, height},
				details: {...right, y: 0, height: details},
				keys: {...right, y: details + 1, height: keys},
				forwards: {...right, y: details + keys + 2, height: forwards},
			},
		};
	}
	const forwards = height < 12 ? 0 : share(height, 0.26, 4, 9);
	const top = focus === 'forwards' ? 'hosts' : focus;
	if (forwards === 0) {
		return {columns, rows, body, areas: {[focus]: body}};
	}
	const topHeight = height - forwards - 1;
	return {
		columns,
		rows,
		body,
		areas: {
			[top]: {...body, height: topHeight},
			forwards: {x: 0, y: topHeight + 1, width: columns, height: forwards},
		},
	};
}

/** How many rows a pane's list has at this size, below the title line (and below the banner, where there is one). */
export function listHeight(layout: Layout | null, pane: Pane, bannerRows = 0): number {
	return Math.max(1, (layout?.areas[pane]?.height ?? 2) - 1 - bannerRows);
}
