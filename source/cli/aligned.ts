import {cells} from '../core/text/fit.ts';

/** A longer text stands out of its column, so that one does not pad all rows. */
const widest = 40;

/** Rows of clean texts as lines in columns; columns without any text are left out, no text is cut. */
export function aligned(rows: readonly (readonly string[])[]): string {
	const widths: number[] = [];
	for (const row of rows) {
		for (const [column, text] of row.entries()) {
			widths[column] = Math.max(widths[column] ?? 0, Math.min(cells(text), widest));
		}
	}
	return rows
		.map(row => {
			const columns = row
				.map((text, column) => text + ' '.repeat(Math.max(0, (widths[column] ?? 0) - cells(text))))
				.filter((_, column) => widths[column] !== 0);
			return `${columns.join('  ').trimEnd()}\n`;
		})
		.join('');
}
