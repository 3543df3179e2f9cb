import {once} from 'node:events';
import type {Readable} from 'node:stream';
import type {Tail} from './tail.ts';

const lateWords = 250;

/**
 * Copies a child's stderr to ours as it comes, and into `tail`; nothing for a child without a pipe. The function it
 * returns waits for the last words, but for no more than a moment: what ssh leaves in the background may hold the pipe.
 */
export function copyStderr(stderr: Readable | null, tail: Tail): () => Promise<void> {
	if (stderr === null) {
		return async () => {};
	}
	const ignore = (): void => {};
	// A reader of our stderr that has gone away is no reason to end the session.
	process.stderr.on('error', ignore);
	stderr.on('data', (chunk: Buffer) => tail.add(chunk));
	stderr.pipe(process.stderr, {end: false});
	return async () => {
		if (!stderr.closed) {
			const deadline = AbortSignal.timeout(lateWords);
			await once(stderr, 'close', {signal: deadline}).catch(ignore);
		}
		stderr.unpipe(process.stderr);
		process.stderr.off('error', ignore);
		// Whoever still holds the pipe may go on writing, unread and without an error, but does not keep us alive.
		stderr.resume();
		(stderr as Readable & {unref?: () => void}).unref?.();
	};
}
