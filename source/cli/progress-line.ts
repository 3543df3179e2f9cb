/** How often the line is written anew, in milliseconds. */
const rhythm = 200;

/** Shows what goes on in one line of stderr of so many cells, if that is a terminal; gives what takes the line away. */
export function showProgress(line: (width: number) => string): () => void {
	if (process.stderr.isTTY !== true || process.env['TERM'] === 'dumb') {
		return () => {};
	}
	const erase = '\r\u001B[K';
	const draw = (): void => {
		process.stderr.write(`${erase}${line((process.stderr.columns || 80) - 1)}`);
	};
	const timer = setInterval(draw, rhythm);
	return () => {
		clearInterval(timer);
		process.stderr.write(erase);
	};
}
