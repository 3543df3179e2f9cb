import {Failure, isAbort} from '../../core/errors.ts';
import {isSessionEnd} from '../../core/files/file-failure.ts';
import type {TransferRequest} from '../../core/transfers/transfer.ts';
import type {FileSystem} from '../files/file-system.ts';

export type ScanOptions = {
	readonly source: FileSystem;
	readonly target: FileSystem;
	readonly request: TransferRequest;
	readonly signal: AbortSignal;
	/** Hears how many items there are so far. */
	readonly onProgress?: (items: number) => void;
};

/** What ends the whole scan: that it was cancelled, or that there is nobody to ask. */
export function rethrowFatal(error: unknown, signal: AbortSignal): void {
	signal.throwIfAborted();
	if (isAbort(error) || isSessionEnd(error) || !(error instanceof Failure)) {
		throw error;
	}
}
