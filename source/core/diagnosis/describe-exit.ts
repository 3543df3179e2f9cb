import {printable} from '../text/printable.ts';
import {explainFailure} from './explain-failure.ts';
import {endedInOrder, lastWords} from './last-words.ts';

/** What is known of an ended ssh: one of `code` and `signal` is null, `stderr` as it was written. */
export type Exit = {readonly code: number | null; readonly signal: string | null; readonly stderr: string};

const meanings: ReadonlyMap<number, string> = new Map([
	[126, 'the last command could not be run'],
	[127, 'the last command was not found'],
	[130, 'the last command was interrupted'],
	[255, 'ssh failed, or the last command did'],
]);

/** How a session ended, in one line for the message line: `web-1: session ended (exit 0)`, or why ssh failed. */
export function describeExit(end: Exit, alias: string): string {
	const host = printable(alias);
	if (end.signal !== null) {
		return end.signal === 'SIGINT' ? `${host}: cancelled` : `${host}: ssh was ended by ${end.signal}`;
	}
	const reason = end.code === 255 ? describeFailure(end.stderr, alias) : null;
	if (reason !== null) {
		return `${host}: ${reason}`;
	}
	const meaning = meanings.get(end.code ?? 0);
	return `${host}: session ended (exit ${end.code}${meaning === undefined ? '' : `: ${meaning}`})`;
}

/** The reason of an exit 255 with the next step, or ssh's own last words; null when ssh said nothing of a failure. */
function describeFailure(stderr: string, alias: string): string | null {
	const known = explainFailure(stderr, {alias: printable(alias)});
	if (known !== null) {
		return `${known.cause} ${known.advice}`;
	}
	return endedInOrder(stderr) ? null : lastWords(stderr);
}
