import type {TransferRequest} from '../../core/transfers/transfer.ts';
import type {FileSystem} from '../files/file-system.ts';
import type {WalkedAhead} from './walk-ahead.ts';

export type ScanOptions = {
	/** Of the transfer. */
	readonly id: string;
	readonly source: FileSystem;
	readonly target: FileSystem;
	readonly request: TransferRequest;
	/** What an earlier run decided of items, by where they come from: their names at the target, here. */
	readonly decided: ReadonlyMap<string, {readonly name: string}>;
	readonly signal: AbortSignal;
	/** Hears how many items there are so far. */
	readonly onProgress?: (items: number) => void;
	readonly ahead?: WalkedAhead | undefined;
};
