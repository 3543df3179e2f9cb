import {type ExecFileException, execFile} from 'node:child_process';
import {describeError, Failure} from '../../core/errors.ts';
import type {FileAttributes} from '../../core/files/entry.ts';
import {isFileFailure, isSessionEnd} from '../../core/files/file-failure.ts';
import {inside, parentOf} from '../../core/files/paths.ts';
import {type Item, targetOf} from '../../core/transfers/item.ts';
import {type Carry, firstOf} from './carry.ts';
import {flushNames} from './flush-names.ts';
import {inTurns} from './in-turns.ts';
import {modeOf} from './place.ts';
import {reopenDirectory} from './reopen-directory.ts';
import {partNameIn, type Run} from './run.ts';
import {isChangeRefused} from './set-mode-and-time.ts';
import {removeStaged} from './staged.ts';
import {checkWay} from './way.ts';

const syncLimit = 20_000;

/**
 * Once all is there: part files that are of no use go, directories get their modes and times, the disk gets its data, a move
 * removes its sources.
 */
export async function finishTransfer(run: Run, carry: Carry): Promise<void> {
	// Something had the name in the end, or would not be replaced: nobody goes on with those.
	await removeParts(
		run,
		carry,
		({step, key}) => step === 'skipped' || (step === 'failed' && !run.begun.has(key)),
	);
	await removeStaged(run, carry);
	await setDirectories(run, carry);
	const {isMove} = run.request;
	const isFlushed = carry.target.host !== null || (await syncLocal(carry, isMove));
	if (isMove) {
		if (carry.target.host !== null) {
			await flushNames(run, carry);
		}
		await removeSources(run, carry, isFlushed);
	}
}

/** Gives directories that were made, for us alone at first, their modes and times. */
async function setDirectories(run: Run, carry: Carry): Promise<void> {
	// Of what is gone at the source by now nothing is known.
	const made = run.scan!.items.filter(({key, type}) => type === 'directory' && run.made.has(key));
	// What is made in a directory changes its time: the deepest first.
	await inTurns(made.toReversed(), item => setDirectory(item, carry));
}

async function setDirectory(item: Item, carry: Carry): Promise<void> {
	const changes = {mode: modeOf(item, carry), mtime: item.mtime};
	const files = firstOf(carry.target);
	const path = targetOf(item, carry.directory);
	try {
		checkWay(item, carry);
		// Whatever else took its place meanwhile is none of ours.
		if ((await files.lstat(path)).type === 'directory') {
			await files.setAttributes(path, changes);
		}
	} catch (error) {
		if (isSessionEnd(error)) {
			throw error;
		}
		if (isChangeRefused(error)) {
			carry.onRefused();
		}
	}
}

/**
 * Flushes all the small files at once. A copy gives that a limit; a move, whose sources go next, waits for it to its end.
 * False where it failed; a machine without `sync` writes when it likes.
 */
async function syncLocal({directory, signal}: Carry, isMove: boolean): Promise<boolean> {
	const args = process.platform === 'linux' ? ['-f', '--', directory] : [];
	const options = isMove ? {signal} : {timeout: syncLimit};
	const failure = await new Promise<ExecFileException | null>(resolve => {
		execFile('sync', args, options, resolve);
	});
	signal.throwIfAborted();
	return failure === null || failure.code === 'ENOENT';
}

async function removeSources(run: Run, carry: Carry, isFlushed: boolean): Promise<void> {
	const files = firstOf(carry.source);
	const arrived = run.scan!.items.filter(item => item.parent !== null && item.step === 'done');
	noteFound(run, arrived);
	noteTimes(run, arrived);
	run.journal.flush();
	await inTurns(
		arrived.filter(({type}) => type !== 'directory'),
		async item => {
			const failure = isFlushed ? await removeSource(item, run, carry) : whyNotFlushed(item, run);
			if (failure !== null) {
				item.step = 'failed';
				item.reason = failure;
			}
		},
	);
	for (const item of arrived.toReversed()) {
		if (item.type === 'directory') {
			// What did not go keeps its directory.
			await files.removeDirectory(item.from).catch((error: unknown) => {
				if (isSessionEnd(error)) {
					throw error;
				}
			});
		}
	}
}

/** Of what only a look found to have arrived the journal does not tell yet. */
function isFound({step, isBegun, key}: Item, {done}: Run): boolean {
	return step === 'done' && !isBegun && !done.has(key);
}

/** A run that goes on with this finds no sources of what has arrived: the journal alone tells that then. */
function noteFound(run: Run, arrived: readonly Item[]): void {
	for (const item of arrived) {
		if (item.type !== 'directory' && isFound(item, run)) {
			run.journal.addDone(item.key, item);
		}
	}
}

/** A run that goes on with this finds directories that were emptied in part, and their times changed by that. */
function noteTimes({times, journal}: Run, arrived: readonly Item[]): void {
	const directories = arrived.filter(({type, key}) => type === 'directory' && !times.has(key));
	for (const {key, mtime} of directories) {
		times.set(key, mtime);
	}
	if (directories.length > 0) {
		const [from, mtime] = [directories.map(({key}) => key), directories.map(one => one.mtime)];
		journal.write({type: 'times', from, mtime});
	}
}

async function removeSource(item: Item, run: Run, carry: Carry): Promise<string | null> {
	const files = firstOf(carry.source);
	try {
		const seen = await files.lstat(item.from);
		if (seen.type !== item.type || (item.type === 'file' && isChanged(item, seen))) {
			return 'It was copied, but its source has changed since and stays.';
		}
		await files.removeFile(item.from);
		return null;
	} catch (error) {
		if (isFileFailure(error, 'not-found')) {
			return null;
		}
		if (!(error instanceof Failure) || isSessionEnd(error)) {
			throw error;
		}
		keepDone(item, run);
		return `It was copied, but its source stays: ${describeError(error)}`;
	}
}

function whyNotFlushed(item: Item, run: Run): string {
	keepDone(item, run);
	return 'It was copied, but could not be flushed to the disk: its source stays.';
}

/** Of what failed only because of its source a retry has nothing more to copy. */
function keepDone({key, size, mtime}: Item, run: Run): void {
	run.done.set(key, {size, mtime});
}

/** A time is known to the second. Files that are made when they are read say that they are empty. */
function isChanged(item: Item, {size, mtime}: FileAttributes): boolean {
	return mtime !== item.mtime || (size !== item.size && size !== 0);
}

/** Cleans up behind a transfer that will not be gone on with: part files go, what has arrived stays as it should be. */
export async function leave(run: Run, carry: Carry): Promise<void> {
	for (const item of run.scan!.items) {
		if (item.type === 'directory') {
			await reopenDirectory(item, carry);
		}
	}
	await removeParts(run, carry, ({step}) => step !== 'done');
	await removeStaged(run, carry);
	await setDirectories(run, carry);
}

async function removeParts(run: Run, carry: Carry, isLeft: (item: Item) => boolean): Promise<void> {
	const files = firstOf(carry.target);
	// What was found may have been cut off before its part file had gone.
	// Beside what could not be put back a part file tells what happened.
	const left = run.scan!.items.filter(
		item => item.type !== 'directory' && !run.asides.has(item.key) && (isLeft(item) || isFound(item, run)),
	);
	await inTurns(left, async item => {
		const name = partNameIn(run, item);
		const {parent, type, existing} = item;
		// A link that is replaced stands for what it leads to: the part file is beside that.
		const isElsewhere = type === 'file' && existing?.type === 'link';
		// Of the target's own directory only the names that are to come there are known.
		const listed = parent?.parent === null || isElsewhere ? null : parent?.there;
		const mayBeThere = item.isBegun || (run.isAgain && listed?.has(name) !== false);
		if (!mayBeThere || parent === null) {
			return;
		}
		try {
			const named = targetOf(item, carry.directory);
			const path = isElsewhere ? await files.realPath(named) : named;
			await files.removeFile(inside(parentOf(path), name));
		} catch (error) {
			if (isSessionEnd(error)) {
				throw error;
			}
		}
	});
}
