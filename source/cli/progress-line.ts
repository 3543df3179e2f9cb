import {progressLine} from '../core/transfers/progress-text.ts';
import type {Transfer} from '../core/transfers/transfer.ts';

/** How often the line is written anew, in milliseconds. */
const rhythm = 200;

/** Shows a transfer on one line of stderr, if that is a terminal; gives what takes the line away. */
export function showProgress(view: () => Transfer): () => void {
	if (process.stderr.isTTY !== true || process.env['TERM'] === 'dumb') {
		return () => {};
	}
	const erase = '\r\u001B[K';
	const draw = (): void => {
		process.stderr.write(`${erase}${progressLine(view(), (process.stderr.columns || 80) - 1)}`);
	};
	const timer = setInterval(draw, rhythm);
	return () => {
		clearInterval(timer);
		process.stderr.write(erase);
	};
}
