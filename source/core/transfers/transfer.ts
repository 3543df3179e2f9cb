/** What to do where the target exists already. `resume` goes on behind what is there, if it is the source's beginning. */
export type Decision = 'overwrite' | 'if-newer' | 'if-size-differs' | 'resume' | 'rename' | 'skip';

/**
 * What to do where a target cannot be replaced as it should: write into it, a copy of it being kept, or leave it.
 * @public
 */
export type InPlaceDecision = 'in-place' | 'skip';

/**
 * What the user wants moved or copied.
 * @public
 */
export type TransferRequest = {
	/** The host of all sources, null for this machine, and their absolute paths in reversible text. */
	readonly source: {readonly host: string | null; readonly paths: readonly string[]};
	/** The directory that they go into. */
	readonly target: {readonly host: string | null; readonly directory: string};
	/** Another name for the only source; null keeps each its own. */
	readonly name: string | null;
	/** Removes each source once it is safely there. */
	readonly isMove: boolean;
	/** A source that is a link itself stands for what it leads to; below it links are always copied as links. */
	readonly followsLinks: boolean;
	/** Decided beforehand for everything that exists; null asks. */
	readonly onConflict: Decision | null;
	/** Decided beforehand for what cannot be replaced; null asks. */
	readonly onProtected: InPlaceDecision | null;
};

/** @public */
export type TransferState =
	| 'queued'
	| 'scanning'
	/** Questions are open and nothing else is left to do. */
	| 'needs you'
	| 'running'
	| 'pausing'
	| 'cancelling'
	| 'paused'
	/** Goes on by itself once there is room again, or the link is back; `reason` says which. */
	| 'waiting'
	| 'failed'
	| 'done'
	| 'cancelled';

/**
 * Counts of files, links and directories, and the bytes of the files.
 * @public
 */
export type Totals = {
	readonly files: number;
	readonly directories: number;
	readonly links: number;
	readonly bytes: number;
};

/** One side of a question; the time is in seconds since the epoch. */
export type Side = {
	readonly type: 'file' | 'directory' | 'link' | 'other';
	readonly size: number;
	readonly mtime: number;
};

/**
 * Something that only the user can decide. `path` names the item below the transfer's own directory.
 * @public
 */
export type TransferQuestion = {
	/** Names the question within its transfer. */
	readonly id: number;
	readonly path: string;
} & (
	| {
			/** The target exists; or, for `same-name`, another item has a name that the target cannot tell apart. */
			readonly kind: 'exists' | 'same-name';
			readonly source: Side;
			readonly target: Side;
			/** Which decisions make sense. */
			readonly choices: readonly Decision[];
	  }
	| {
			/** The target can be written, but not replaced, `why` in words. */
			readonly kind: 'protected';
			readonly source: Side;
			readonly target: Side;
			readonly why: string;
			readonly choices: readonly InPlaceDecision[];
	  }
);

/**
 * A file that is on its way now, bytes.
 * @public
 */
export type ActiveItem = {readonly path: string; readonly size: number; readonly done: number};

/**
 * An item that went wrong, with clean words that say why and what to do.
 * @public
 */
export type FailedItem = {readonly path: string; readonly reason: string};

/**
 * A transfer as it is shown. Times in milliseconds since the epoch.
 * @public
 */
export type Transfer = {
	readonly id: string;
	readonly request: TransferRequest;
	readonly state: TransferState;
	/** Why it failed, waits or is paused; clean text. */
	readonly reason: string | null;
	/** What is not as it should be although everything arrives; clean sentences. */
	readonly notes: readonly string[];
	readonly createdAt: number;
	readonly endedAt: number | null;
	/** Null until the scan is over. */
	readonly totals: Totals | null;
	/** What is over, skipped and failed items not counted. */
	readonly done: Totals;
	/** Items left out: as decided; and special files, unsafe names and the like. */
	readonly skipped: number;
	readonly unfit: number;
	/** How many failed; the first of them are in `failures`, the first that were left out in `left`. */
	readonly failed: number;
	readonly failures: readonly FailedItem[];
	readonly left: readonly FailedItem[];
	/** Some of the files that are on their way. */
	readonly active: readonly ActiveItem[];
	/** How many questions are open; the first of them are in `questions`. */
	readonly asked: number;
	readonly questions: readonly TransferQuestion[];
	/** Bytes a second over the last seconds, and how long the rest takes at that rate; null where nobody knows. */
	readonly rate: number | null;
	readonly secondsLeft: number | null;
};

/**
 * Whether nothing more happens to a transfer unless the user does something.
 * @public
 */
export function isOver({state}: Pick<Transfer, 'state'>): boolean {
	return state === 'done' || state === 'failed' || state === 'cancelled';
}

/** The queue of transfers. It lives in a process of its own: nothing here waits for a disk or a host. */
export type TransferQueue = {
	/** The directory of this machine where what is written into is kept before. */
	readonly backups: string;
	/** Hears the whole list, oldest first, now and whenever something changed (at most ten times a second). */
	follow(listener: (transfers: readonly Transfer[]) => void): () => void;
	/** Puts a transfer into the queue and gives its id. */
	add(request: TransferRequest): string;
	/** Stops after what is written; `resume` goes on from there. */
	pause(id: string): void;
	resume(id: string): void;
	/** Ends it and removes its part files. What has arrived stays. */
	cancel(id: string): void;
	/** Tries again what failed; at once where it waits to do so by itself. */
	retry(id: string): void;
	/** Answers a question; `isForAll`: and every other one of its kind in this transfer, now and later. */
	decide(id: string, question: number, decision: Decision | InPlaceDecision, isForAll: boolean): void;
	/** Takes those that are over off the list, and removes part files that they left. */
	clear(): void;
	/** Pauses everything so that the next start can resume it, and ends the process. */
	close(): Promise<void>;
};
