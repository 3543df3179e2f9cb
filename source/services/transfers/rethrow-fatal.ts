import {Failure, isAbort} from '../../core/errors.ts';
import {isSessionEnd} from '../../core/files/file-failure.ts';

/** What ends the whole scan: that it was cancelled, or that there is nobody to ask. */
export function rethrowFatal(error: unknown, signal: AbortSignal): void {
	signal.throwIfAborted();
	if (isAbort(error) || isSessionEnd(error) || !(error instanceof Failure)) {
		throw error;
	}
}
