import {describeError, Failure, isAbort} from '../../core/errors.ts';
import {isFileFailure} from '../../core/files/file-failure.ts';
import {printable} from '../../core/text/printable.ts';
import {bytesArrived} from '../../core/transfers/view.ts';
import {firstOf} from './carry.ts';
import {Lost} from './end-item.ts';
import {closeEnds, type Ends, openEnds, openTarget, type Ways} from './ends.ts';
import {leave} from './finish-transfer.ts';
import {makeCarry} from './make-carry.ts';
import {recallDirectories} from './make-directories.ts';
import {putBack} from './put-back.ts';
import {type Run, woken} from './run.ts';
import {scan} from './scan.ts';
import {type WalkedAhead, walkAhead} from './walk-ahead.ts';
import {type Work, workThrough} from './work-through.ts';

export type Persistence = Ways &
	Work & {
		/** How long a lost link is tried again without anything having arrived, in milliseconds. */
		readonly patience: number;
		/** Whether part files are to go when the signal says stop. */
		readonly isCancelled: () => boolean;
		/** Hears why part files may be there still. */
		readonly onLeft: (why: string) => void;
	};

/** What is in flight may take so long to end before the channels are closed, in milliseconds. */
const grace = 2000;
const firstPause = 500;
const longestPause = 15_000;
const cleanUpLimit = 10_000;

/** Works a run through, over as many connections as that takes. Throws the reason where it cannot be, or the signal's. */
export async function persist(run: Run, options: Persistence): Promise<void> {
	const over = new AbortController();
	const signal = AbortSignal.any([options.signal, over.signal]);
	try {
		await goOn(run, {...options, ahead: options.ahead ?? startAhead(run, options, signal)});
	} finally {
		over.abort();
	}
}

async function goOn(run: Run, options: Persistence): Promise<void> {
	const {signal, become, patience, isCancelled, onLeft} = options;
	let pause = firstPause;
	let arrived = -1;
	let since = performance.now();
	const giveUp = async (ends: Ends | null): Promise<never> => {
		const left = isCancelled() ? await cleanUp(run, ends, options) : null;
		if (left !== null) {
			onLeft(left);
		}
		throw signal.reason;
	};
	for (;;) {
		let ends: Ends | null = null;
		let closing: NodeJS.Timeout | undefined;
		const closeSoon = (): void => {
			closing = setTimeout(() => closeEnds(ends), grace);
		};
		signal.addEventListener('abort', closeSoon, {once: true});
		try {
			ends = await openEnds(run.request, options, signal);
			await workThrough(run, ends, options);
			return;
		} catch (error) {
			clearTimeout(closing);
			if (signal.aborted) {
				await giveUp(ends);
			}
			const isLost = error instanceof Lost || isFileFailure(error, 'lost', 'timeout');
			const isHopeless = isFileFailure(error, 'protocol') || !(error instanceof Failure);
			if (isHopeless || (!isLost && run.scan === null)) {
				throw error;
			}
			const bytes = run.scan === null ? 0 : bytesArrived(run.scan.items);
			if (bytes > arrived) {
				[arrived, since, pause] = [bytes, performance.now(), firstPause];
			}
			if (performance.now() - since > patience) {
				throw error;
			}
			become('waiting', `${describeError(error)} Trying again.`);
			await woken(run, pause);
			pause = Math.min(longestPause, pause * 2);
			if (signal.aborted) {
				await giveUp(null);
			}
		} finally {
			signal.removeEventListener('abort', closeSoon);
			closeEnds(ends);
		}
	}
}

/** What lies here is walked over while the host that it goes to is connected to. */
function startAhead(
	{scan: known, request}: Run,
	{local}: Persistence,
	signal: AbortSignal,
): WalkedAhead | undefined {
	const {source, target, followsLinks} = request;
	return known === null && source.host === null && target.host !== null
		? walkAhead(local, {paths: source.paths, followsLinks}, signal)
		: undefined;
}

/**
 * Removes what a cancelled run has left: over the connection that is there, or over another one if that can be had without a
 * person. Gives null, or why something may be there still: a clean sentence.
 */
export async function cleanUp(
	run: Run,
	ends: Ends | null,
	options: Ways & Pick<Work, 'backups'>,
): Promise<string | null> {
	if (run.scan === null && !run.isAgain) {
		return null;
	}
	try {
		if (ends !== null && run.scan !== null) {
			return await leaveOver(run, ends, options);
		}
	} catch (error) {
		if (!(error instanceof Failure)) {
			throw error;
		}
	}
	return cleanUpAnew(run, options);
}

async function cleanUpAnew(run: Run, options: Ways & Pick<Work, 'backups'>): Promise<string | null> {
	const {request} = run;
	const limit = AbortSignal.timeout(cleanUpLimit);
	let ends: Ends | null = null;
	try {
		ends = await (run.scan === null ? openEnds : openTarget)(request, options, limit);
		const {source, target} = ends;
		const {id, decided} = run;
		run.scan ??= await scan({
			...{source: firstOf(source), target: firstOf(target), signal: limit},
			...{id, request, decided},
		});
		return await leaveOver(run, ends, options);
	} catch (error) {
		if (!(error instanceof Failure) && !isAbort(error) && !limit.aborted) {
			throw error;
		}
		const {host} = request.target;
		const where = host === null ? 'on this machine' : `on ${printable(host)}`;
		return `Part files may be left ${where}: ${limit.aborted ? 'it did not answer in time.' : describeError(error)}`;
	} finally {
		closeEnds(ends);
	}
}

async function leaveOver(run: Run, ends: Ends, {backups}: Pick<Work, 'backups'>): Promise<string | null> {
	const left = await putBack(run, firstOf(ends.target));
	const carry = makeCarry(run, ends, {backups, signal: new AbortController().signal});
	recallDirectories(run, carry);
	await leave(run, carry);
	return left.size === 0 ? null : [...left.values()].join(' ');
}
