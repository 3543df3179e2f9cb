import type {Failure} from '../../core/errors.ts';
import {isSessionEnd} from '../../core/files/file-failure.ts';
import {blockerOf, type Item} from '../../core/transfers/item.ts';
import type {Done} from '../files/done.ts';
import {type Carry, firstOf, type Staging} from './carry.ts';
import {carryFile, handlesFor} from './carry-file.ts';
import {carryLink} from './carry-link.ts';
import {isWide} from './carry-pieces.ts';
import {endItem, whenBroken} from './end-item.ts';
import {makeDirectories} from './make-directories.ts';
import {type Run, woken} from './run.ts';
import {abandon, isFilled, nameDirectory, putOff, resetItem} from './staged.ts';

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
	/** Waits for something else besides the items. */
	const alsoDo = (work: Promise<void>): void => {
		active += 1;
		void work
			.catch((error: unknown) => {
				bug ??= {error};
			})
			.finally(() => {
				active -= 1;
				startMore();
			});
	};
	/** What came of a file whose directory has no name yet. */
	const endStaged = (item: Item, staging: Staging, error: unknown): void => {
		const settle = (): void => {
			staging.underway -= 1;
			if (isFilled(staging) && broken === null) {
				alsoDo(nameDirectory(run, staging, carry));
			}
		};
		if (error === undefined) {
			staging.whole.push(item);
			settle();
		} else if (isSessionEnd(error)) {
			resetItem(item);
			broken ??= whenBroken(error);
			settle();
		} else {
			alsoDo(putOff(item, staging, error, carry).then(settle));
		}
	};
	const start = (item: Item, weight: number): void => {
		used += weight;
		active += 1;
		item.step = 'active';
		item.isBegun = true;
		const staging = carry.staged.get(item.parent!);
		if (staging !== undefined) {
			staging.untried.delete(item);
			staging.underway += 1;
		}
		let isOver = false;
		const end = (error: unknown): void => {
			if (isOver) {
				return;
			}
			isOver = true;
			used -= weight;
			active -= 1;
			try {
				if (staging !== undefined) {
					endStaged(item, staging, error);
				} else {
					const failure = endItem(run, item, error, signal);
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
			if (item.step === 'ready' && carry.staged.get(item.parent!)?.untried.has(item) !== false) {
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
			// A directory that got no name meanwhile is made in the next round.
			queue = run.scan!.items.filter(
				item => item.step === 'ready' && item.type !== 'directory' && blockerOf(item) === null,
			);
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
	for (const staging of carry.staged.values()) {
		// It stopped on the way: what is whole gets its name.
		await (broken === null ? nameDirectory(run, staging, carry) : abandon(run, staging));
	}
	carry.staged.clear();
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

function carryItem(item: Item, carry: Carry, done: Done<void>): void {
	if (item.type === 'link') {
		carryLink(item, carry).then(() => done(undefined), done);
	} else {
		carryFile(item, carry, done);
	}
}
