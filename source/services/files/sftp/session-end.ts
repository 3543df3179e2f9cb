import {explainFailure} from '../../../core/diagnosis/explain-failure.ts';
import {lastWords} from '../../../core/diagnosis/last-words.ts';
import type {QuietEnd} from '../../ssh/quiet-child.ts';

/**
 * Why a session ended by itself, as a sentence, from the end of its ssh. `isOpen`: the server had answered before. On a
 * shared connection ssh tells nothing of a subsystem that is not there.
 */
export function sessionEndWords(
	host: string,
	{stderr, stopped, code, signal}: QuietEnd,
	isOpen: boolean,
): string {
	const explained = explainFailure(stderr, {alias: host});
	if (explained !== null) {
		return isOpen ? explained.cause : `${explained.cause} ${explained.advice}`;
	}
	if (stopped === 'aborted') {
		return 'It was closed.';
	}
	const words = lastWords(stderr);
	if (words !== null) {
		return words;
	}
	if (isOpen) {
		return code === 255 || signal !== null ? 'The connection broke.' : 'The server closed it.';
	}
	return code === 255
		? 'It ended before the server answered. The host may offer no SFTP: its sshd needs a Subsystem sftp line.'
		: `The SFTP server of the host ended before it answered (exit ${code ?? signal}).`;
}
