import {describeError, Failure, isAbort} from '../../core/errors.ts';
import {type FileFailure, isSessionEnd} from '../../core/files/file-failure.ts';
import {looksSame} from '../../core/transfers/conflict.ts';
import {blockerOf, type Item, type Policy} from '../../core/transfers/item.ts';
import {settle} from '../../core/transfers/plan.ts';
import type {Done} from '../files/done.ts';
import {type Carry, firstOf, NoRoom, TargetAppeared, TargetProtected} from './carry.ts';
import {carryFile, handlesFor} from './carry-file.ts';
import {carryLink} from './carry-link.ts';
import {isWide} from './carry-pieces.ts';
import {makeDirectories} from './make-directories.ts';
import {nameBytes} from './plan-items.ts';
import {askAboutProtected, askAboutTarget} from './questions.ts';
import {type Run, woken} from './run.ts';

/** The link to a host is gone; another may be had. */
export class Lost extends Failure {
	override name = 'Lost';
}

/** Files on their way at once: enough to hide the round trip. */
const filesAtOnce = 256;
const filesAtOnceFar = 1024;
const farFrom = 4;
/** A file of several pieces counts as so many others. */
const heavy = 4;
/** In milliseconds. */
const longestTurn = 4;

/**
 * Works off everything that is ready. Returns when nothing is, with what went wrong noted at each item; throws a Lost
 * when the link is gone, a FileFailure (`protocol`) when it was ended for what the server sent. When the carry's signal says
 * so, it stops behind what is in flight.
 */
export async function workOff(run: Run, carry: Carry): Promise<void> {
	const {source, target, signal} = carry;
	const isFar = Math.max(source.roundTrip, target.roundTrip) >= farFrom;
	// Files of this machine are opened and closed in one turn.
	const handles = Math.min(
		...[source, target].map(end =>
			end.host === null ? filesAtOnceFar * 2 : firstOf(end).limits.openHandles,
		),
	);
	const mostOpen = Math.floor(handles / handlesFor(carry));
	const slots = Math.max(1, Math.min(isFar ? filesAtOnceFar : filesAtOnce, mostOpen));
	let used = 0;
	let active = 0;
	let isStarting = false;
	let broken: Failure | null = null;
	let bug: {readonly error: unknown} | null = null;
	let queue: readonly Item[] = [];
	let next = 0;
	const onLost = (): void => {
		for (const {lost} of [source, target]) {
			if (lost.aborted) {
				broken ??= whenBroken(lost.reason);
			}
		}
		run.wake();
	};
	const onAbort = (): void => run.wake();
	signal.addEventListener('abort', onAbort, {once: true});
	for (const {lost} of [source, target]) {
		lost.addEventListener('abort', onLost, {once: true});
	}
	onLost();
	const start = (item: Item, weight: number): void => {
		used += weight;
		active += 1;
		item.step = 'active';
		item.isBegun = true;
		let isOver = false;
		const end = (error: unknown): void => {
			if (isOver) {
				return;
			}
			isOver = true;
			used -= weight;
			active -= 1;
			try {
				if (error === undefined) {
					succeed(run, item);
				} else if (
					error instanceof TargetAppeared &&
					run.unsure.has(item) &&
					looksSame(item, error.existing)
				) {
					succeed(run, item);
				} else {
					const failure = failItem(run, item, error, signal);
					broken ??= failure;
				}
			} catch (unexpected) {
				bug ??= {error: unexpected};
			}
			if (!isStarting) {
				startMore();
			}
		};
		try {
			carryItem(item, carry, end);
		} catch (error) {
			end(error);
		}
	};
	/** What is asked for goes out in another turn, and what is done on this machine alone is done when it is started. */
	const rest = (): void => {
		active += 1;
		setImmediate(() => {
			active -= 1;
			startMore();
		});
	};
	/** Starts what there is room for, until there is none; wakes what waits for anything else. */
	const startMore = (): void => {
		const since = performance.now();
		isStarting = true;
		while (!signal.aborted && broken === null && bug === null && !run.hasNews) {
			const item = queue[next];
			const weight = item !== undefined && item.size > carry.piece ? Math.ceil(slots / heavy) : 1;
			if (item === undefined || (used + weight > slots && used > 0)) {
				break;
			}
			if (performance.now() - since > longestTurn) {
				rest();
				break;
			}
			next += 1;
			if (item.step === 'ready') {
				start(item, weight);
			}
		}
		isStarting = false;
		if (active === 0 || run.hasNews) {
			run.wake();
		}
	};
	for (const end of [source, target]) {
		// Opening takes several round trips: it begins before the first file does.
		if (run.scan!.items.some(item => item.step === 'ready' && isWide(item, end))) {
			end.widen();
		}
	}
	run.hasNews = true;
	while (!signal.aborted && broken === null && bug === null) {
		if (run.hasNews) {
			run.hasNews = false;
			await makeDirectories(run, carry).catch((error: unknown) => {
				if (isSessionEnd(error)) {
					broken ??= whenBroken(error);
				} else {
					bug ??= {error};
				}
			});
			queue = run.scan!.items.filter(item => item.step === 'ready' && blockerOf(item) === null);
			next = 0;
		}
		const waking = woken(run);
		startMore();
		if (active === 0 && !run.hasNews) {
			break;
		}
		await waking;
	}
	while (active > 0) {
		await woken(run);
	}
	signal.removeEventListener('abort', onAbort);
	// The connections may stay for as long as there is no room: they hold nothing of this.
	for (const {lost} of [source, target]) {
		lost.removeEventListener('abort', onLost);
	}
	if (bug !== null) {
		throw (bug as {readonly error: unknown}).error;
	}
	if (broken !== null && !signal.aborted) {
		throw broken;
	}
}

/** What a transfer ends with, or goes on after, when a session is gone. */
function whenBroken(error: FileFailure): Failure {
	return error.code === 'protocol' ? error : new Lost(error.message);
}

function carryItem(item: Item, carry: Carry, done: Done<void>): void {
	if (item.type === 'link') {
		carryLink(item, carry).then(() => done(undefined), done);
	} else {
		carryFile(item, carry, done);
	}
}

function succeed(run: Run, item: Item): void {
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

/** Notes what went wrong; gives the end of all when a session is gone. */
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
