/** Where one is in a list: the index of the row under the cursor, and the index of the first row on screen. */
export type ListPosition = {readonly cursor: number; readonly first: number};

export const listStart: ListPosition = {cursor: 0, first: 0};

/** How far a key moves: by rows, by pages of the window, or to an end. */
export type ListMove = {readonly rows: number} | {readonly pages: number} | 'start' | 'end';

function clamp(value: number, least: number, most: number): number {
	return Math.max(least, Math.min(value, most));
}

/**
 * Brings the cursor into the list and the window around the cursor. Where the cursor left the window it comes to lie in
 * the middle (half a page at once, as mc scrolls: a line at a time would redraw the whole pane for every key).
 */
export function settle(position: ListPosition, count: number, height: number): ListPosition {
	const cursor = clamp(position.cursor, 0, Math.max(0, count - 1));
	const last = Math.max(0, count - height);
	let first = clamp(position.first, 0, last);
	if (cursor < first || cursor >= first + height) {
		first = clamp(cursor - Math.floor(height / 2), 0, last);
	}
	return cursor === position.cursor && first === position.first ? position : {cursor, first};
}

function aimed(position: ListPosition, move: ListMove, count: number, height: number): ListPosition {
	if (move === 'start') {
		return {cursor: 0, first: 0};
	}
	if (move === 'end') {
		return {cursor: count - 1, first: count};
	}
	if ('rows' in move) {
		return {...position, cursor: position.cursor + move.rows};
	}
	const step = Math.trunc(move.pages * Math.max(1, height - 1));
	return {cursor: clamp(position.cursor + step, 0, Math.max(0, count - 1)), first: position.first + step};
}

/** The position after a move in a list of `count` rows, of which `height` are on screen; the same one where nothing moved. */
export function moved(position: ListPosition, move: ListMove, count: number, height: number): ListPosition {
	const {cursor, first} = settle(aimed(position, move, count, height), count, height);
	return cursor === position.cursor && first === position.first ? position : {cursor, first};
}

/** The rows on screen. */
export function visible<Row>(rows: readonly Row[], position: ListPosition, height: number): readonly Row[] {
	return rows.slice(position.first, position.first + height);
}
