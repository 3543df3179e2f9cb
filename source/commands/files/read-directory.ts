import {describeError} from '../../core/errors.ts';
import type {FileEntry} from '../../core/files/entry.ts';
import type {FileSystem} from '../../services/files/file-system.ts';
import type {FilesEvent} from '../../state/files/files-events.ts';
import type {Side} from '../../state/files/files-state.ts';

export type Reading = {
	readonly side: Side;
	readonly run: number;
	readonly path: string;
	/** The name that the cursor is to stand on. */
	readonly wanted: string | null;
	/** Nobody asked for it. */
	readonly isQuiet: boolean;
};

/** Rows are put on screen at most so often, in milliseconds, the first ones at once. */
const interval = 100;

/** Hands on what is gathered at most every 100 ms, and at once what comes first. */
function gatherer(send: (entries: readonly FileEntry[]) => void) {
	let waiting: FileEntry[] = [];
	let timer: NodeJS.Timeout | undefined;
	const flush = (): void => {
		clearTimeout(timer);
		timer = undefined;
		if (waiting.length > 0) {
			const gathered = waiting;
			waiting = [];
			send(gathered);
		}
	};
	return {
		add(entries: readonly FileEntry[]): void {
			const isFirst = timer === undefined;
			waiting = waiting.concat(entries);
			if (isFirst) {
				flush();
				timer = setTimeout(function next() {
					flush();
				}, interval);
			}
		},
		flush,
		stop: () => clearTimeout(timer),
	};
}

/** Reads a directory into a column, row by row as it comes; then how much room there is. Throws what the file system throws. */
export async function readDirectory(
	fileSystem: FileSystem,
	{side, run, path, wanted, isQuiet}: Reading,
	send: (event: FilesEvent) => void,
	signal: AbortSignal,
): Promise<void> {
	send({type: 'reading-begun', side, run, path, wanted, isQuiet});
	const rows = gatherer(entries => send({type: 'entries-arrived', side, run, entries}));
	try {
		const {isTruncated} = await fileSystem.list(path, {signal, onEntries: rows.add});
		signal.throwIfAborted();
		rows.flush();
		send({type: 'reading-ended', side, run, isTruncated});
	} finally {
		rows.stop();
	}
	const space = await fileSystem.freeSpace(path, signal).catch(() => null);
	send({type: 'space-told', side, path, space});
}

/** A failure as a column shows it. */
export function troubleOf(error: unknown): {reason: string; nextStep: string | null} {
	const nextStep =
		error instanceof Error && 'nextStep' in error ? (error.nextStep as string | undefined) : undefined;
	return {reason: error instanceof Error ? error.message : describeError(error), nextStep: nextStep ?? null};
}
