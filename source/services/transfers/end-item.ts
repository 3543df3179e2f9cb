import {describeError, Failure, isAbort} from '../../core/errors.ts';
import {type FileFailure, isSessionEnd} from '../../core/files/file-failure.ts';
import {looksSame} from '../../core/transfers/conflict.ts';
import type {Item, Policy} from '../../core/transfers/item.ts';
import {settle} from '../../core/transfers/plan.ts';
import {NoRoom, TargetAppeared, TargetProtected} from './carry.ts';
import {nameBytes} from './plan-items.ts';
import {askAboutProtected, askAboutTarget, noteDecided} from './questions.ts';
import type {Run} from './run.ts';

/** The link to a host is gone; another may be had. */
export class Lost extends Failure {
	override name = 'Lost';
}

/** What a transfer ends with, or goes on after, when a session is gone. */
export function whenBroken(error: FileFailure): Failure {
	return error.code === 'protocol' ? error : new Lost(error.message);
}

/** Notes what came of an item that was carried; gives the end of all when a session is gone. */
export function endItem(run: Run, item: Item, error: unknown, signal: AbortSignal): Failure | null {
	const isThere = error instanceof TargetAppeared && run.unsure.has(item) && looksSame(item, error.existing);
	if (error === undefined || isThere) {
		succeed(run, item);
		return null;
	}
	return failItem(run, item, error, signal);
}

/** Notes that an item has arrived. */
export function succeed(run: Run, item: Item): void {
	item.step = 'done';
	item.reason = null;
	if (item.arrived !== item.size) {
		item.arrived = item.size;
	}
	if (run.begun.size > 0) {
		run.begun.delete(item.key);
	}
	if (run.asides.size > 0) {
		run.asides.delete(item.key);
	}
	run.journal.addDone(item.key, item);
}

function failItem(run: Run, item: Item, error: unknown, signal: AbortSignal): Failure | null {
	if (!run.begun.has(item.key)) {
		item.arrived = 0;
	}
	if (!isSessionEnd(error)) {
		run.unsure.delete(item);
	}
	if (error instanceof TargetAppeared) {
		item.existing = error.existing;
		item.step = 'ready';
		run.hasNews = true;
		// A new name was chosen so that nothing is replaced.
		const isRenamed = run.decided.get(item.key)?.action === 'create';
		const policy: Policy = isRenamed ? {...run.policy, onConflict: 'rename'} : run.policy;
		if (!settle(item, policy, nameBytes)) {
			askAboutTarget(run, item, error.existing);
		} else if (item.existing === null) {
			noteDecided(run, item);
		}
	} else if (error instanceof TargetProtected) {
		protect(run, item, error);
	} else if (error instanceof NoRoom && !run.isUnattended) {
		item.step = 'waiting';
		item.reason = describeError(error);
	} else if (isSessionEnd(error)) {
		item.step = 'ready';
		run.unsure.add(item);
		return whenBroken(error);
	} else if (signal.aborted || isAbort(error)) {
		item.step = 'ready';
	} else if (error instanceof Failure) {
		item.step = 'failed';
		item.reason = describeError(error);
	} else {
		throw error;
	}
	return null;
}

function protect(run: Run, item: Item, {message, existing}: TargetProtected): void {
	switch (run.policy.onProtected) {
		case 'in-place':
			item.action = 'in-place';
			item.step = 'ready';
			run.hasNews = true;
			break;
		case 'skip':
			item.step = 'skipped';
			break;
		case null:
			askAboutProtected(run, item, message, existing);
	}
}
