import {hash} from 'node:crypto';
import {missingThen} from '../../core/transfers/ending.ts';
import type {Item} from '../../core/transfers/item.ts';
import type {Aside, Begun, Journal, Was} from '../../core/transfers/journal.ts';
import {partName} from '../../core/transfers/names.ts';
import type {
	Decision,
	InPlaceDecision,
	TransferQuestion,
	TransferRequest,
} from '../../core/transfers/transfer.ts';
import type {JournalFile} from './journal-file.ts';
import type {Scan} from './scan.ts';

/** A question together with what it is about. */
type OpenQuestion = {readonly item: Item; readonly asked: TransferQuestion};

/** What a transfer knows of itself while it runs. */
export type Run = {
	readonly id: string;
	readonly request: TransferRequest;
	readonly journal: JournalFile;
	/** Nobody answers: what would be asked fails. */
	readonly isUnattended: boolean;
	scan: Scan | null;
	policy: {readonly onConflict: Decision | null; readonly onProtected: InPlaceDecision | null};
	/** It was interrupted before. */
	readonly isAgain: boolean;
	/** What had arrived before, as it was then; of what arrives now its items tell. */
	readonly done: Map<string, Was>;
	/** What failed before a retry. */
	readonly failed: readonly Item[];
	/** Of a move: what had something in its place before anything was moved. */
	there: Journal['there'];
	/** Directories that were or are about to be made. */
	readonly making: Set<string>;
	readonly made: Set<string>;
	/** Of directories, before their sources were emptied. */
	readonly times: Map<string, number>;
	readonly begun: Map<string, Begun>;
	/** Directories that were made without their names, and may be there still. */
	readonly staged: Set<Item>;
	/** What may have made way for a file whose name it had, and not come back. */
	readonly asides: Map<string, Aside>;
	/** The target would not rename a directory: none is made without its name any more. */
	isStagingRefused: boolean;
	/** The target would not change the mode or time of something that has arrived. */
	hasRefused: boolean;
	/** What was on its way when the link was lost: it may have got its name, and nobody heard so. */
	readonly unsure: Set<Item>;
	readonly decided: Map<string, {readonly name: string; readonly action: Item['action'] | 'skip'}>;
	readonly questions: Map<number, OpenQuestion>;
	nextQuestion: number;
	/** Some items are ready that were not before. */
	hasNews: boolean;
	/** Goes on with the work, or with waiting for it. */
	wake: () => void;
};

export function openRun(journalFile: JournalFile, options: {isUnattended: boolean; isAgain: boolean}): Run {
	const {id, journal} = journalFile;
	return {
		id,
		request: journal.request,
		journal: journalFile,
		...options,
		scan: null,
		policy: journal.policy,
		done: new Map(journal.done),
		failed: journal.ending === null ? [] : missingThen(journal.ending),
		there: journal.there,
		making: new Set(journal.making),
		made: new Set(journal.made),
		times: new Map(journal.times),
		begun: new Map(journal.begun),
		staged: new Set(),
		asides: new Map(journal.asides),
		isStagingRefused: false,
		hasRefused: false,
		unsure: new Set(),
		decided: new Map<string, Journal['decided'] extends ReadonlyMap<string, infer D> ? D : never>(
			journal.decided,
		),
		questions: new Map(),
		nextQuestion: 1,
		hasNews: false,
		wake() {},
	};
}

/** Resolves when the run is woken next, or after so many milliseconds. */
export function woken(run: Run, limit?: number): Promise<void> {
	return new Promise(resolve => {
		const timer = limit === undefined ? undefined : setTimeout(resolve, limit);
		run.wake = () => {
			clearTimeout(timer);
			resolve();
		};
	});
}

/** The name of an item's part file: the same in every run of this transfer, and of no other. */
export function partNameIn(run: Run, item: Pick<Item, 'key'>): string {
	return partName(hash('sha256', `${run.id}\0${item.key}`));
}
