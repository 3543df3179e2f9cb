import type {Item} from '../../core/transfers/item.ts';
import type {TransferState} from '../../core/transfers/transfer.ts';
import {firstOf} from './carry.ts';
import type {Ends, Ways} from './ends.ts';
import {finishTransfer} from './finish-transfer.ts';
import {makeCarry} from './make-carry.ts';
import {recallDirectories} from './make-directories.ts';
import {planItems} from './plan-items.ts';
import {putBack} from './put-back.ts';
import {askAboutName, askAboutTarget, noteDecided} from './questions.ts';
import {type Run, woken} from './run.ts';
import {type Scan, scan} from './scan.ts';
import {workOff} from './work-off.ts';

/** Where what is written into is kept before, and who hears how it goes. */
export type Work = {
	readonly backups: string;
	readonly signal: AbortSignal;
	readonly become: (state: TransferState, reason?: string) => void;
};

const lookForRoom = 3000;

/**
 * Scans, plans and works until nothing is left to do; what went wrong is noted at each item. Throws a Lost when a link is
 * gone, what a scan throws, or the reason of the signal.
 */
export async function workThrough(run: Run, ends: Ends, work: Work & Pick<Ways, 'ahead'>): Promise<void> {
	const {signal, become} = work;
	const left = await putBack(run, firstOf(ends.target));
	if (run.scan === null) {
		await lookAround(run, ends, work, left);
	} else {
		failLeft(run.scan, left);
	}
	const carry = makeCarry(run, ends, work);
	recallDirectories(run, carry);
	for (;;) {
		signal.throwIfAborted();
		become('running');
		await workOff(run, carry);
		signal.throwIfAborted();
		const waiting = run.scan!.items.filter(({step}) => step === 'waiting');
		if (run.hasNews) {
			continue;
		}
		if (waiting.length > 0) {
			become('waiting', waiting[0]!.reason ?? undefined);
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
	}
	await finishTransfer(run, carry);
}

async function lookAround(
	run: Run,
	{source, target}: Ends,
	{signal, become, ahead}: Work & Pick<Ways, 'ahead'>,
	left: ReadonlyMap<string, string>,
): Promise<void> {
	const {id, request, decided} = run;
	become('scanning');
	let isOver = false;
	const found = await scan({
		source: firstOf(source),
		target: firstOf(target),
		...{id, request, decided, signal, ahead},
		onProgress(items) {
			if (!isOver && !signal.aborted) {
				become('scanning', `${items} found so far`);
			}
		},
	}).finally(() => {
		// Of what was being listed something may come yet.
		isOver = true;
	});
	failLeft(found, left);
	const {directory} = request.target;
	const sides = {source: firstOf(source), target: firstOf(target), directory, signal};
	noteThere(run, found);
	const asked = await planItems(found, run, run.policy, sides);
	run.scan = {...found, items: [...found.items, ...goneOf(run, found)]};
	for (const item of asked.renamed) {
		noteDecided(run, item);
	}
	for (const item of asked.exists) {
		askAboutTarget(run, item, item.existing!);
	}
	for (const [item, other] of asked.sameName) {
		askAboutName(run, item, other);
	}
}

/** Has a later run know what of a move cannot have come to its place by itself. */
function noteThere(run: Run, {items}: Scan): void {
	if (run.request.isMove && run.there === null) {
		const there = items.filter(({type, existing}) => type !== 'directory' && existing !== null);
		run.there = new Set(there.map(({key}) => key));
		run.journal.write({type: 'there', from: [...run.there]});
	}
}

/** What would take the place of something whose own is not certain fails with that. */
function failLeft({items}: Scan, left: ReadonlyMap<string, string>): void {
	for (const item of left.size === 0 ? [] : items) {
		const reason = left.get(item.key);
		if (reason !== undefined && item.step === 'ready') {
			item.step = 'failed';
			item.reason = reason;
		}
	}
}

/** What failed before and is not found any more: it has not arrived, and is not forgotten. */
function goneOf({failed, done}: Run, {items}: Scan): Item[] {
	const known = new Set(failed.length === 0 ? [] : items.map(({key}) => key));
	const gone = failed.filter(({key}) => !known.has(key) && !done.has(key));
	for (const item of gone) {
		item.reason = 'It is not there any more.';
	}
	return gone;
}
