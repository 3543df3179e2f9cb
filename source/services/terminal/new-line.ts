/**
 * Written to a terminal of so many columns, this leads to the start of a line with nothing on it: the one where the cursor
 * is, if that is at its start, else the next. Where the cursor is need not be known: blanks go over the end of a line only
 * from within it, as zsh does before its prompt.
 */
export function toNewLine(columns: number): string {
	return `${' '.repeat(columns - 1)}\r\u001B[K`;
}
