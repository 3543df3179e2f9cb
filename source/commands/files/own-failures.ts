import {Failure, isAbort} from '../../core/errors.ts';
import {type FileFailure, isFileFailure, isSessionEnd} from '../../core/files/file-failure.ts';
import {listStart} from '../../core/list/position.ts';
import {counted} from '../../core/text/numbers.ts';
import {printable} from '../../core/text/printable.ts';
import type {Context} from '../context.ts';

const mostListed = 8;

/** A failure that is one entry's own: the others go on. Throws what ends all of the work. */
export function ownFailure(error: unknown): FileFailure {
	if (isAbort(error) || !isFileFailure(error) || isSessionEnd(error)) {
		throw error;
	}
	return error;
}

/**
 * Tells what could not be done; `done` is a sentence about what could, null where that is nothing. Throws a Failure where
 * that is all there is to say.
 */
export function tellFailures(
	{send}: Context,
	title: string,
	done: string | null,
	failures: readonly string[],
): void {
	if (done === null && failures.length === 1) {
		throw new Failure(failures[0]!);
	}
	const left = failures.length - mostListed;
	send({
		type: 'dialog-stacked',
		dialog: {
			kind: 'notice',
			title,
			tone: 'bad',
			text: [
				done === null ? 'None of it could be:' : `${done} This could not be:`,
				...failures.slice(0, mostListed).map(printable),
				...(left > 0 ? [`… and ${counted(left, 'more', 'more')}.`] : []),
			],
			raw: [],
			position: listStart,
		},
	});
}
