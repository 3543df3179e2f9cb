import {cells, graphemes} from '../../core/text/fit.ts';
import {type Line, textOf} from './line.ts';

/** A place on the terminal, counted from where the prompt begins. */
type Place = {readonly row: number; readonly column: number};

/** What was drawn: the cursor's row, where the next drawing starts, and the text if the cursor stood at its end. */
export type Drawn = {readonly row: number; readonly typed: string | null};

export const nothingDrawn: Drawn = {row: 0, typed: null};

/** Where the cursor stands after characters of these widths; a wide one that does not fit goes to the next row. */
export function place(characters: readonly string[], columns: number): Place {
	let row = 0;
	let column = 0;
	for (const character of characters) {
		const width = cells(character);
		if (column + width > columns) {
			row += 1;
			column = 0;
		}
		column += width;
	}
	return column >= columns ? {row: row + 1, column: 0} : {row, column};
}

/**
 * The bytes that redraw a prompt and its line, from wherever the cursor was left in the last drawing; what is typed at
 * the end is simply added. `paint` gives the prompt its colours.
 */
export function draw(
	prompt: string,
	line: Line,
	columns: number,
	last: Drawn,
	paint: (prompt: string) => string = text => text,
): {readonly output: string; readonly drawn: Drawn} {
	const width = Math.max(columns, 2);
	const head = graphemes(prompt);
	const end = place([...head, ...line.before, ...line.after], width);
	const cursor = place([...head, ...line.before], width);
	const text = textOf(line);
	const drawn = {row: cursor.row, typed: line.after.length === 0 ? text : null};
	if (drawn.typed !== null && last.typed !== null && last.row === end.row && text.startsWith(last.typed)) {
		return {output: text.slice(last.typed.length), drawn};
	}
	// At the right edge terminals hold the wrap back until the next character comes.
	const wrap = end.column === 0 && end.row > 0 ? '\r\n' : '';
	const output =
		`\r${up(last.row)}\u001B[J${paint(prompt)}${text}${wrap}` +
		`\r${up(end.row - cursor.row)}${cursor.column > 0 ? `\u001B[${cursor.column}C` : ''}`;
	return {output, drawn};
}

function up(rows: number): string {
	return rows > 0 ? `\u001B[${rows}A` : '';
}
