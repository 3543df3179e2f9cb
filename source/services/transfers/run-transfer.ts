import {describeError, Failure, isAbort} from '../../core/errors.ts';
import {isFileFailure} from '../../core/files/file-failure.ts';
import {noPace, paced} from '../../core/transfers/progress.ts';
import type {Decision, InPlaceDecision, Transfer, TransferState} from '../../core/transfers/transfer.ts';
import {bytesArrived, viewOf} from '../../core/transfers/view.ts';
import type {BulkFiles} from './bulk-files.ts';
import {type Carry, firstOf} from './carry.ts';
import {type Connect, type Endpoint, localEndpoint, openEndpoint} from './endpoint.ts';
import {finishTransfer, removeParts} from './finish-transfer.ts';
import {openFlow, openPool} from './flow.ts';
import type {JournalFile} from './journal-file.ts';
import {planItems} from './plan-items.ts';
import {askAboutName, askAboutTarget, decide} from './questions.ts';
import {openRun, partNameIn, woken} from './run.ts';
import {scan} from './scan.ts';
import {Lost, workOff} from './work-off.ts';

export type TransferOptions = {
	readonly connect: Connect;
	/** This machine's files for bulk work. */
	readonly local: BulkFiles;
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
	/** Lets it go on when it is its turn. */
	enqueue(): void;
	/** Begins or goes on; does nothing while it runs, or when it is over. */
	start(): void;
	/** Stops behind what is in flight; resolves when it has. */
	pause(reason?: string): Promise<void>;
	/** Ends it, its part files removed. */
	cancel(): Promise<void>;
	/** Tries again what failed. */
	retry(): void;
	decide(question: number, decision: Decision | InPlaceDecision, isForAll: boolean): void;
	/** Whether part files are left that a later run can go on with. */
	isResumable(): boolean;
	/** Forgets it, its journal removed. */
	forget(): void;
};

/** Bytes in flight in all, at most. */
const room = 20 * 1024 * 1024;
const longestPiece = 256 * 1024;
/** What is in flight may take so long to end before the channels are closed, in milliseconds. */
const grace = 2000;
/** Items of a kind that are told one by one where they go to a screen. */
const mostShown = 200;
const lookForRoom = 3000;
const firstPause = 500;
const longestPause = 15_000;

/** Makes a transfer out of a journal; it does nothing before `start`. */
export function openTransfer(
	journal: JournalFile,
	isAgain: boolean,
	options: TransferOptions,
): RunningTransfer {
	const {connect, local, backups, onChange} = options;
	let run = openRun(journal, {isUnattended: options.isUnattended, isAgain});
	let state: TransferState = isAgain ? 'paused' : 'queued';
	let reason: string | null = isAgain ? 'It was interrupted.' : null;
	let endedAt: number | null = null;
	let pace = noPace;
	let running: Promise<void> | null = null;
	let stopping = new AbortController();
	let isCancelled = false;
	let stopReason: string | null = null;
	const {request, id} = run;

	function become(next: TransferState, why: string | null = null): void {
		[state, reason] = [next, why];
		endedAt = next === 'done' || next === 'failed' || next === 'cancelled' ? Date.now() : null;
		onChange();
	}

	async function openEnd(host: string | null, signal: AbortSignal): Promise<Endpoint> {
		return host === null ? localEndpoint(local) : openEndpoint(host, connect, signal);
	}

	async function openEnds(signal: AbortSignal): Promise<Ends> {
		const source = await openEnd(request.source.host, signal);
		try {
			const isOne = request.source.host === request.target.host;
			return {source, target: isOne ? source : await openEnd(request.target.host, signal)};
		} catch (error) {
			source.close();
			throw error;
		}
	}

	function carryOf({source, target}: Ends, signal: AbortSignal): Carry {
		const {directory} = request.target;
		const lengths = [firstOf(source).limits.readLength, firstOf(target).limits.writeLength, longestPiece];
		const piece = Math.min(...lengths);
		return {
			source,
			target,
			root: run.scan!.realTarget,
			directory,
			partName: item => partNameIn(run, item),
			umask: target.host === null ? process.umask() : 0,
			isCareful: run.scan!.items.length === 2,
			backups,
			flow: openFlow(room),
			pool: openPool(piece, 64),
			piece,
			isOurs: item => item !== null && run.made.has(item.from),
			begun: item => run.begun.get(item.from) ?? null,
			onBegun(item) {
				const {from, size, mtime} = item;
				run.begun.set(from, {size, mtime, mark: 0});
				run.journal.write({type: 'began', from, size, mtime});
			},
			onMark({from}, at) {
				const begun = run.begun.get(from);
				if (begun !== undefined) {
					run.begun.set(from, {...begun, mark: at});
					run.journal.write({type: 'mark', from, at});
				}
			},
			signal,
		};
	}

	async function lookAround({source, target}: Ends, signal: AbortSignal): Promise<void> {
		become('scanning');
		const found = await scan({
			source: firstOf(source),
			target: firstOf(target),
			request,
			signal,
			onProgress: items => {
				reason = `${items} found so far`;
				onChange();
			},
		});
		const at = {files: firstOf(target), directory: request.target.directory};
		const asked = await planItems(found, run, run.policy, at);
		run.scan = found;
		for (const item of asked.exists) {
			askAboutTarget(run, item, item.existing!);
		}
		for (const [item, other] of asked.sameName) {
			askAboutName(run, item, other);
		}
	}

	/** Works until nothing is left to do. */
	async function work(ends: Ends, signal: AbortSignal): Promise<void> {
		if (run.scan === null) {
			await lookAround(ends, signal);
		}
		const carry = carryOf(ends, signal);
		for (;;) {
			become('running');
			await workOff(run, carry);
			signal.throwIfAborted();
			const waiting = run.scan!.items.filter(({step}) => step === 'waiting');
			if (run.hasNews) {
				continue;
			}
			if (waiting.length > 0) {
				become('waiting', waiting[0]!.reason);
				await woken(run, lookForRoom);
				for (const item of waiting) {
					item.step = 'ready';
				}
			} else if (run.questions.size > 0) {
				become('needs you');
				await woken(run);
			} else {
				break;
			}
			signal.throwIfAborted();
		}
		await finishTransfer(run, carry);
	}

	async function live(signal: AbortSignal): Promise<void> {
		let pause = firstPause;
		let arrived = -1;
		let since = performance.now();
		for (;;) {
			let ends: Ends | null = null;
			let closing: NodeJS.Timeout | undefined;
			const closeSoon = (): void => {
				closing = setTimeout(() => close(ends), grace);
			};
			signal.addEventListener('abort', closeSoon, {once: true});
			try {
				ends = await openEnds(signal);
				await work(ends, signal);
				return;
			} catch (error) {
				clearTimeout(closing);
				if (signal.aborted) {
					await (isCancelled && ends !== null && run.scan !== null ? cleanUp(ends).catch(() => {}) : null);
					throw signal.reason;
				}
				const isLost = error instanceof Lost || isFileFailure(error, 'lost', 'timeout');
				if (!isLost && (run.scan === null || !(error instanceof Failure))) {
					throw error;
				}
				const bytes = run.scan === null ? 0 : bytesArrived(run.scan.items);
				if (bytes > arrived) {
					[arrived, since, pause] = [bytes, performance.now(), firstPause];
				}
				if (performance.now() - since > options.patience) {
					throw error;
				}
				become('waiting', `${describeError(error)} Trying again.`);
				await woken(run, pause);
				pause = Math.min(longestPause, pause * 2);
				signal.throwIfAborted();
			} finally {
				signal.removeEventListener('abort', closeSoon);
				close(ends);
			}
		}
	}

	async function cleanUp(ends: Ends): Promise<void> {
		await removeParts(run, carryOf(ends, new AbortController().signal));
	}

	function begin(): void {
		stopping = new AbortController();
		const {signal} = stopping;
		signal.addEventListener('abort', () => run.wake(), {once: true});
		running = live(signal)
			.then(
				() => {
					const failed = run.scan!.items.filter(({step}) => step === 'failed').length;
					become(
						failed > 0 ? 'failed' : 'done',
						failed > 0 ? `${failed} of ${run.scan!.items.length - 1} failed.` : null,
					);
					if (failed === 0) {
						run.journal.remove();
					}
				},
				(error: unknown) => {
					if (isCancelled) {
						become('cancelled');
						run.journal.remove();
					} else if (signal.aborted || isAbort(error)) {
						become('paused', signal.aborted ? stopReason : describeError(error));
					} else {
						become('failed', describeError(error));
						if (!(error instanceof Failure)) {
							throw error;
						}
					}
				},
			)
			.finally(() => {
				run.journal.flush();
				running = null;
			});
	}

	return {
		id,
		view() {
			const items = run.scan?.items ?? null;
			const now = Date.now();
			if (state === 'running' && items !== null) {
				pace = paced(pace, now, bytesArrived(items));
			}
			const questions = new Map([...run.questions].map(([key, {asked}]) => [key, asked]));
			const {createdAt} = run.journal.journal;
			const mostTold = run.isUnattended ? Number.POSITIVE_INFINITY : mostShown;
			return viewOf({id, request, state, reason, createdAt, endedAt, items, questions, pace, now, mostTold});
		},
		state: () => state,
		enqueue() {
			if (running === null && state === 'paused') {
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
			become('pausing');
			stopReason = why ?? null;
			stopping.abort();
			await running;
		},
		async cancel() {
			if (state === 'done' || state === 'cancelled') {
				return;
			}
			isCancelled = true;
			if (running === null) {
				await cancelAtRest();
				become('cancelled');
				run.journal.remove();
				return;
			}
			become('pausing');
			stopping.abort();
			await running;
		},
		retry() {
			if (running === null && state === 'failed') {
				const {decided, done, made, begun, policy} = run;
				run = Object.assign(openRun(run.journal, {isUnattended: run.isUnattended, isAgain: true}), {
					decided,
					done,
					made,
					begun,
					policy,
				});
				become('queued');
			}
		},
		decide: (question, decision, isForAll) => decide(run, question, decision, isForAll),
		isResumable: () => state === 'paused' || (state === 'failed' && run.begun.size > 0),
		forget: () => run.journal.remove(),
	};

	/** Part files may be left from before: they are looked for, if that can be done without a person. */
	async function cancelAtRest(): Promise<void> {
		const limit = AbortSignal.timeout(cleanUpLimit);
		let ends: Ends | null = null;
		try {
			if (run.scan === null && !run.isAgain) {
				return;
			}
			ends = await openEnds(limit);
			const {source, target} = ends;
			run.scan ??= await scan({source: firstOf(source), target: firstOf(target), request, signal: limit});
			await cleanUp(ends);
		} catch (error) {
			if (!(error instanceof Failure) && !isAbort(error)) {
				throw error;
			}
		} finally {
			close(ends);
		}
	}
}

const cleanUpLimit = 10_000;

type Ends = {readonly source: Endpoint; readonly target: Endpoint};

function close(ends: Ends | null): void {
	ends?.source.close();
	ends?.target.close();
}
