import {describeError, Failure, isAbort} from '../../core/errors.ts';
import {endingOf} from '../../core/transfers/ending.ts';
import type {Item} from '../../core/transfers/item.ts';
import type {Was} from '../../core/transfers/journal.ts';
import {noPace, paced} from '../../core/transfers/progress.ts';
import type {Decision, InPlaceDecision, Transfer, TransferState} from '../../core/transfers/transfer.ts';
import {notKeptText} from '../../core/transfers/transfer-words.ts';
import {bytesArrived, failedText, viewOf} from '../../core/transfers/view.ts';
import type {Ways} from './ends.ts';
import type {JournalFile} from './journal-file.ts';
import {describeHalfWritten} from './kept-before.ts';
import {cleanUp, persist} from './persist.ts';
import {decide} from './questions.ts';
import {openRun, type Run} from './run.ts';

export type TransferOptions = Ways & {
	/** Where what is written into is kept before. */
	readonly backups: string;
	readonly isUnattended: boolean;
	/** How long a lost link is tried again without anything having arrived, in milliseconds. */
	readonly patience: number;
	readonly onChange: () => void;
};

/** A transfer with its own life. */
export type RunningTransfer = {
	readonly id: string;
	view(): Transfer;
	state(): TransferState;
	/** Lets it go on when it is its turn, also one that is still being paused. */
	enqueue(): void;
	/** Begins or goes on; does nothing while it runs, or when it is over. */
	start(): void;
	/** Stops behind what is in flight; resolves when it has. */
	pause(reason?: string): Promise<void>;
	/** Ends it, its part files removed. */
	cancel(): Promise<void>;
	/** Tries again what failed; at once where it waits to do so by itself. */
	retry(): void;
	decide(question: number, decision: Decision | InPlaceDecision, isForAll: boolean): void;
	/** Whether part files are left that a later run can go on with, or must know to replace. */
	isResumable(): boolean;
	/** Forgets it, its journal removed. */
	forget(): void;
};

/** Items of a kind that are told one by one where they go to a screen. */
const mostShown = 200;

/** Makes a transfer out of a journal; it does nothing before `start`. */
export function openTransfer(
	journal: JournalFile,
	isAgain: boolean,
	options: TransferOptions,
): RunningTransfer {
	const {onChange} = options;
	let run = openRun(journal, {isUnattended: options.isUnattended, isAgain});
	/** How it failed in an earlier process, until it is tried again. */
	let {ending} = journal.journal;
	let state: TransferState = ending !== null ? 'failed' : isAgain ? 'paused' : 'queued';
	let reason = ending !== null ? ending.reason : isAgain ? 'It was interrupted.' : null;
	let endedAt = ending?.at ?? null;
	let hadParts = ending?.hasParts ?? false;
	let pace = noPace;
	let running: Promise<void> | null = null;
	/** It was not worked through to its end, where part files go. */
	let isCutOff = false;
	let stopping = new AbortController();
	let isCancelled = false;
	let stopReason: string | null = null;
	let left: string | null = null;
	const {request, id} = run;

	function become(next: TransferState, why: string | null = null): void {
		[state, reason] = [next, why];
		endedAt = next === 'done' || next === 'failed' || next === 'cancelled' ? Date.now() : null;
		onChange();
	}

	/** A later process is to know why. */
	function fail(why: string): void {
		become('failed', why);
		run.journal.write({type: 'failed', ...endingOf(view(), failedItems(), hasCutOff())});
	}

	function failedItems(): readonly Item[] {
		return run.scan?.items.filter(({step}) => step === 'failed') ?? run.failed;
	}

	/** What it left behind is told, since nobody else knows of it then. */
	function becomeCancelled(): void {
		const told = [describeHalfWritten(run, options.backups), left].filter(why => why !== null);
		become('cancelled', told.length === 0 ? null : told.join(' '));
	}

	function begin(): void {
		stopping = new AbortController();
		isCutOff = true;
		const {signal} = stopping;
		signal.addEventListener('abort', () => run.wake(), {once: true});
		const onLeft = (why: string): void => {
			left = why;
		};
		running = persist(run, {...options, signal, become, isCancelled: () => isCancelled, onLeft})
			.then(
				() => {
					isCutOff = false;
					if (failedItems().length > 0) {
						fail(failedText(run.scan!.items));
					} else {
						become('done');
						run.journal.remove();
					}
				},
				(error: unknown) => {
					if (isCancelled) {
						becomeCancelled();
						run.journal.remove();
					} else if (signal.aborted || isAbort(error)) {
						// Or it goes on: that was asked for meanwhile.
						if (state !== 'queued') {
							become('paused', signal.aborted ? stopReason : describeError(error));
						}
					} else {
						fail(describeError(error));
						if (!(error instanceof Failure)) {
							throw error;
						}
					}
				},
			)
			.finally(() => {
				run.journal.flush();
				running = null;
				if (state === 'queued') {
					onChange();
				}
			});
	}

	/**
	 * Whether a link that stayed away, or a broken protocol, cut something off: a small file is not gone on with, but its part
	 * file is there, also where it waits for room, is asked about or has failed.
	 */
	function hasCutOff(): boolean {
		const {scan, staged} = run;
		return scan === null
			? hadParts
			: isCutOff && (staged.size > 0 || scan.items.some(({step, isBegun}) => isBegun && step !== 'done'));
	}

	function view(): Transfer {
		const items = run.scan?.items ?? null;
		const now = Date.now();
		if (state === 'running' && items !== null) {
			pace = paced(pace, now, bytesArrived(items));
		}
		const questions = new Map([...run.questions].map(([key, {asked}]) => [key, asked]));
		const {createdAt} = run.journal.journal;
		const mostTold = run.isUnattended ? Number.POSITIVE_INFINITY : mostShown;
		const notes = run.hasRefused ? [notKeptText(request)] : [];
		const own = {id, request, state, reason, notes, createdAt, endedAt};
		const told = viewOf({...own, items, questions, pace, now, mostTold});
		return {...told, ...(items === null ? ending?.shown : null)};
	}

	return {
		id,
		view,
		state: () => state,
		enqueue() {
			if (state === 'paused' || state === 'pausing') {
				become('queued');
			}
		},
		start() {
			if (running === null && (state === 'queued' || state === 'paused')) {
				pace = noPace;
				begin();
			}
		},
		async pause(why) {
			if (running === null) {
				if (state === 'queued') {
					become('paused', why ?? null);
				}
				return;
			}
			if (!isCancelled) {
				become('pausing');
				stopReason = why ?? null;
				stopping.abort();
			}
			await running;
		},
		async cancel() {
			if (state === 'done' || state === 'cancelled') {
				return;
			}
			isCancelled = true;
			const isAtRest = running === null;
			// Nothing starts it meanwhile, and whoever pauses it waits for this too.
			running ??= cleanUp(run, null, options)
				.then(why => {
					left = why;
				})
				.finally(() => {
					running = null;
				});
			become('cancelling');
			// Where this is cut off nobody goes on with it unasked.
			const cutOff = {endedAt: Date.now(), reason: 'It was being cancelled, and part files may be left.'};
			run.journal.write({type: 'failed', ...endingOf({...view(), ...cutOff}, failedItems(), true)});
			stopping.abort();
			await running;
			if (isAtRest) {
				becomeCancelled();
				run.journal.remove();
			}
		},
		retry() {
			if (state === 'waiting') {
				run.wake();
			} else if (running === null && state === 'failed') {
				const {decided, there, making, made, times, begun, asides, hasRefused, policy} = run;
				const done = new Map([...run.done, ...arrivedOf(run)]);
				const failed = failedItems();
				hadParts = hasCutOff();
				run = Object.assign(openRun(run.journal, {isUnattended: run.isUnattended, isAgain: true}), {
					decided,
					done,
					failed,
					there,
					making,
					made,
					times,
					begun,
					asides,
					hasRefused,
					policy,
				});
				ending = null;
				run.journal.write({type: 'again'});
				become('queued');
			}
		},
		decide: (question, decision, isForAll) => decide(run, question, decision, isForAll),
		isResumable: () =>
			state === 'paused' || (state === 'failed' && (run.begun.size + run.asides.size > 0 || hasCutOff())),
		forget: () => run.journal.remove(),
	};
}

/** Where the files and links came from that have arrived, and what they were. */
function arrivedOf({scan}: Run): Array<[string, Was]> {
	const items = scan?.items ?? [];
	return items
		.filter(({step, type}) => step === 'done' && type !== 'directory')
		.map(({key, size, mtime}) => [key, {size, mtime}]);
}
