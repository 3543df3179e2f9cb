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
/** Below it Details, which has the most to say, would starve beside generous neighbours. */
const roomyHeight = 36;
/** The last two lines: a message, and the keys that matter now. */
const footerRows = 2;
const gap = 2;

function share(total: number, part: number, least: number, most: number): number {
	return Math.max(least, Math.min(most, Math.round(total * part)));
}

/** Whether a terminal of this size can show anything. */
export function hasRoom({columns, rows}: {readonly columns: number; readonly rows: number}): boolean {
	return columns >= leastColumns && rows >= leastRows;
}

/** Where the panes are at a terminal size; null when there is too little room. Narrow screens show the focused pane on top. */
export function layOut(columns: number, rows: number, focus: Pane): Layout | null {
	if (!hasRoom({columns, rows})) {
		return null;
	}
	const height = rows - footerRows;
	const body = {x: 0, y: 0, width: columns, height};
	if (columns >= wideColumns && height >= wideHeight) {
		const left = share(columns, 0.56, 54, columns - 44);
		const right = {x: left + gap, width: columns - left - gap};
		const most = height < roomyHeight ? 5 : 14;
		const forwards = share(height, 0.24, 4, most);
		const keys = share(height, 0.24, 4, most);
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

/** The room of a dialog, in cells. */
export type DialogRoom = {
	/** The area it covers, blank where it has no text. */
	readonly area: Area;
	/** How far its title line is from the edges of the area: none where it takes the whole body. */
	readonly margin: {readonly x: number; readonly y: number};
	/** Where its lines begin on the screen, their width, and how many there can be. */
	readonly content: Area;
};

/** Beside a dialog the panes can be read, or nothing is left of them. */
const leastBeside = 16;
const dialogMargin = {x: 2, y: 1};
const noMargin = {x: 0, y: 0};
/** The rule and blanks around the lines: the title and a blank line above, blanks at both sides. */
const titleRows = 2;
const inset = 2;

/** Where a dialog of `count` lines of up to `width` cells is: over the middle of the panes with a margin, else in place of them. */
export function dialogRoom(columns: number, rows: number, width: number, count: number): DialogRoom {
	const height = rows - footerRows;
	const outer = width + 2 * (inset + dialogMargin.x);
	const isWhole = columns - outer < leastBeside;
	const margin = isWhole ? noMargin : dialogMargin;
	const most = Math.max(1, height - titleRows - 2 * margin.y);
	const shown = Math.max(1, Math.min(count, most));
	const areaHeight = isWhole ? height : shown + titleRows + 2 * margin.y;
	const areaWidth = isWhole ? columns : outer;
	const x = Math.floor((columns - areaWidth) / 2);
	const y = Math.floor((height - areaHeight) / 2);
	return {
		area: {x, y, width: areaWidth, height: areaHeight},
		margin,
		content: {
			x: x + margin.x + inset,
			y: y + margin.y + titleRows,
			width: areaWidth - 2 * (margin.x + inset),
			height: shown,
		},
	};
}
