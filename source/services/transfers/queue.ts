import {Failure} from '../../core/errors.ts';
import type {Decision, InPlaceDecision} from '../../core/transfers/transfer.ts';
import {isOver, type Transfer, type TransferRequest} from '../../core/transfers/transfer.ts';
import {claimJournal, createJournal, findJournals, type JournalFile} from './journal-file.ts';
import {openTransfer, type RunningTransfer, type TransferOptions} from './run-transfer.ts';

export type QueueOptions = Omit<TransferOptions, 'onChange'> & {
	/** The directory of the journals. */
	readonly journals: string;
	/** Hears that something is different: at once for a state, else within a moment. */
	readonly onChange: () => void;
	/** Hears why something that an earlier run left cannot be taken over. */
	readonly onFailure: (failure: Failure) => void;
};

/** The transfers of a dashboard. */
export type Queue = {
	list(): readonly Transfer[];
	/** Throws a Failure where it cannot be noted: then it is not in the queue. */
	add(id: string, request: TransferRequest): void;
	pause(id: string): void;
	resume(id: string): void;
	cancel(id: string): void;
	retry(id: string): void;
	decide(id: string, question: number, decision: Decision | InPlaceDecision, isForAll: boolean): void;
	clear(): void;
	/** Pauses all; resolves when nothing is in flight. */
	close(): Promise<void>;
};

/** So many run at once; the others wait for their turn. */
const mostAtOnce = 3;
const atWork: ReadonlyArray<Transfer['state']> = ['scanning', 'running', 'pausing', 'cancelling', 'waiting'];

/** Opens the queue, with what an earlier run left in it, paused. */
export function openQueue({journals, onChange, onFailure, ...options}: QueueOptions): Queue {
	let transfers: RunningTransfer[] = [];
	let isClosed = false;
	const changed = (): void => {
		schedule();
		onChange();
	};
	const settings = {...options, onChange: () => queueMicrotask(changed)};
	for (const {id, holder} of findJournals(journals)) {
		const journal = holder === null ? claim(id) : null;
		if (journal !== null) {
			transfers.push(openTransfer(journal, true, settings));
		}
	}

	/** Where one cannot be had there are the others all the same. */
	function claim(id: string): JournalFile | null {
		try {
			return claimJournal(journals, id);
		} catch (error) {
			if (error instanceof Failure) {
				onFailure(error);
				return null;
			}
			throw error;
		}
	}

	/** Starts what is queued while there is room. */
	function schedule(): void {
		if (isClosed) {
			return;
		}
		let running = transfers.filter(one => atWork.includes(one.state())).length;
		for (const one of transfers) {
			if (running < mostAtOnce && one.state() === 'queued') {
				running += 1;
				one.start();
			}
		}
	}

	function drop(transfer: RunningTransfer): void {
		transfer.forget();
		transfers = transfers.filter(one => one !== transfer);
	}

	/** Takes one with part files off the list: they go first, or it stays and says why they cannot. */
	async function takeAway(transfer: RunningTransfer): Promise<void> {
		await transfer.cancel();
		if (transfer.view().reason === null) {
			drop(transfer);
			onChange();
		}
	}

	const of = (id: string, act: (transfer: RunningTransfer) => unknown): void => {
		const found = transfers.find(one => one.id === id);
		if (found !== undefined) {
			act(found);
		}
	};
	return {
		list: () => transfers.map(one => one.view()),
		add(id, request) {
			const journal = createJournal(journals, request, {createdAt: Date.now(), id});
			transfers.push(openTransfer(journal, false, settings));
			changed();
		},
		pause: id => of(id, one => one.pause()),
		resume: id => of(id, one => one.enqueue()),
		cancel: id => of(id, one => one.cancel()),
		retry: id => of(id, one => one.retry()),
		decide: (id, question, decision, isForAll) =>
			of(id, one => {
				one.decide(question, decision, isForAll);
				onChange();
			}),
		clear() {
			const over = transfers.filter(one => isOver(one.view()));
			for (const one of over) {
				if (one.isResumable()) {
					void takeAway(one);
				} else {
					drop(one);
				}
			}
			onChange();
		},
		async close() {
			isClosed = true;
			await Promise.all(transfers.map(one => one.pause()));
		},
	};
}
