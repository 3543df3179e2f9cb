import {Failure} from '../../core/errors.ts';
import {isFileFailure, isSessionEnd} from '../../core/files/file-failure.ts';
import {inside, parentOf} from '../../core/files/paths.ts';
import {type Item, targetOf} from '../../core/transfers/item.ts';
import type {BulkFiles} from './bulk-files.ts';
import {type Carry, firstOf, type Staging, TargetAppeared} from './carry.ts';
import {isWithinOneSide} from './carry-file.ts';
import {succeed} from './end-item.ts';
import {inTurns} from './in-turns.ts';
import {modeOf} from './place.ts';
import {partNameIn, type Run} from './run.ts';
import {isChangeRefused} from './set-mode-and-time.ts';
import {checkWay, newWay} from './way.ts';

/** Of directories, until all is in them. */
export const modeAtFirst = 0o700;
/** In milliseconds. Further away the round trips cost more than what a server does for a name. */
const nearWithin = 4;
/** What a lost link or a crash may cost, in bytes: a directory without its name is not gone on with. */
const mostBytes = 8 * 1024 * 1024;

/**
 * Makes a directory without its name, if it is one for that; else gives false. Throws a FileFailure when the link is lost.
 */
export async function stageDirectory(run: Run, directory: Item, carry: Carry): Promise<boolean> {
	if (!isFit(run, directory, carry)) {
		return false;
	}
	const path = stagingPath(run, directory, carry);
	run.staged.add(directory);
	try {
		checkWay(directory, carry);
		await firstOf(carry.target).makeDirectory(path, modeAtFirst);
	} catch (error) {
		rethrow(error, isSessionEnd);
		return false;
	}
	carry.ways.set(directory, newWay(path));
	const untried = new Set(directory.children!.filter(({step}) => step === 'ready'));
	carry.staged.set(directory, {directory, untried, underway: 0, whole: [], isTainted: false});
	return true;
}

/** Whether all that comes into a directory are new small files, and nothing is to be asked. */
function isFit(run: Run, directory: Item, carry: Carry): boolean {
	const {source, target, piece} = carry;
	const isNear = Math.max(source.roundTrip, target.roundTrip) < nearWithin;
	// What was begun before may have its name already.
	const isBegun = run.isAgain || directory.isBegun || run.staged.has(directory);
	if (!isNear || run.isStagingRefused || isWithinOneSide(carry) || isBegun || directory.existing !== null) {
		return false;
	}
	let files = 0;
	let bytes = 0;
	for (const {step, type, size} of directory.children!) {
		if (step === 'asked' || (step === 'ready' && (type !== 'file' || size >= piece))) {
			return false;
		}
		files += 1;
		bytes += size;
	}
	return files > 1 && bytes <= mostBytes;
}

function stagingPath(run: Run, directory: Item, carry: Carry): string {
	return inside(parentOf(targetOf(directory, carry.directory)), partNameIn(run, directory));
}

/** Whether all that comes into it has been tried. */
export function isFilled({untried, underway}: Staging): boolean {
	return untried.size === 0 && underway === 0;
}

/** Leaves a file to a later try, once its directory has its name. What there is of it goes before that. */
export async function putOff(item: Item, staging: Staging, why: unknown, carry: Carry): Promise<void> {
	resetItem(item);
	if (why instanceof TargetAppeared) {
		// What has its name there is another one's.
		staging.isTainted = true;
		return;
	}
	try {
		checkWay(item, carry);
		await firstOf(carry.target).removeFile(inside(carry.ways.get(staging.directory)!.path, item.name));
	} catch (error) {
		rethrow(error);
		staging.isTainted ||= !isFileFailure(error, 'not-found');
	}
}

/**
 * Gives a directory its name; before that its mode and time, where nothing is missing in it. Its files have arrived by
 * that. Where it cannot be, all of it is to be copied again, each file by itself.
 */
export async function nameDirectory(run: Run, staging: Staging, carry: Carry): Promise<void> {
	const {directory, whole} = staging;
	const {path} = carry.ways.get(directory)!;
	carry.staged.delete(directory);
	carry.ways.delete(directory);
	const files = firstOf(carry.target);
	const isComplete = directory.children!.every(
		({step}) => step === 'active' || step === 'skipped' || step === 'left',
	);
	try {
		if (staging.isTainted) {
			throw new Failure('Not all in it may be whole.');
		}
		checkWay(directory, carry);
		if (isComplete) {
			const changes = {mode: modeOf(directory, carry), mtime: directory.mtime};
			await files.setAttributes(path, changes).catch((error: unknown) => {
				rethrow(error, isSessionEnd);
				if (isChangeRefused(error)) {
					carry.onRefused();
				}
			});
		}
		await files
			.rename(path, targetOf(directory, carry.directory), {replace: false})
			.catch((error: unknown) => {
				if (isFileFailure(error, 'permission', 'unsupported', 'failure')) {
					forgoStaging(run, carry);
				}
				throw error;
			});
	} catch (error) {
		rethrow(error);
		abandon(run, staging);
		if (isSessionEnd(error)) {
			// They may have their names, and nobody heard so. A directory that is to get its mode yet is known by the one that it
			// has at first.
			directory.isBegun = !isComplete;
			for (const item of whole) {
				run.unsure.add(item);
			}
		}
		return;
	}
	run.staged.delete(directory);
	if (!isComplete) {
		run.made.add(directory.key);
		run.journal.addMade(directory.key);
		run.journal.flush();
		run.hasNews = true;
	}
	for (const item of whole) {
		succeed(run, item);
	}
}

/** What nothing has come into yet is made with its name. */
function forgoStaging(run: Run, carry: Carry): void {
	run.isStagingRefused = true;
	for (const [directory, staging] of carry.staged) {
		if (staging.underway === 0 && staging.whole.length === 0) {
			carry.staged.delete(directory);
			carry.ways.delete(directory);
			abandon(run, staging);
		}
	}
}

/** Has all of it copied again, each file by itself. */
export function abandon(run: Run, {directory, whole}: Staging): void {
	directory.step = 'ready';
	for (const item of whole) {
		resetItem(item);
	}
	run.hasNews = true;
}

/** Has it copied again. */
export function resetItem(item: Item): void {
	item.step = 'ready';
	item.arrived = 0;
}

/** Removes what is left of directories that got no name. */
export async function removeStaged(run: Run, carry: Carry): Promise<void> {
	const left = run.isAgain ? run.scan!.items.filter(item => mayBeLeft(run, item)) : [...run.staged];
	await inTurns(left, async directory => {
		try {
			checkWay(directory, carry);
			await removeWithFiles(stagingPath(run, directory, carry), firstOf(carry.target));
		} catch (error) {
			rethrow(error, isSessionEnd);
		}
	});
	run.staged.clear();
}

/** Of an earlier run only what was listed is known, and of the target's own directory only names that are to come there. */
function mayBeLeft(run: Run, directory: Item): boolean {
	const {type, parent} = directory;
	const listed = parent?.parent === null ? null : parent?.there;
	return type === 'directory' && parent !== null && listed?.has(partNameIn(run, directory)) !== false;
}

async function removeWithFiles(path: string, files: BulkFiles): Promise<void> {
	const {type, mode} = await files.lstat(path);
	if (type !== 'directory') {
		return;
	}
	if ((mode & modeAtFirst) !== modeAtFirst) {
		// It has its own mode already, which lets nothing go out of it.
		await files.setAttributes(path, {mode: modeAtFirst});
	}
	const names: string[] = [];
	await files.list(path, {
		onEntries(entries) {
			names.push(
				...entries.filter(({type, refused}) => type === 'file' && refused === null).map(({name}) => name),
			);
		},
	});
	await inTurns(names, name => files.removeFile(inside(path, name)));
	await files.removeDirectory(path);
}

/** Throws what no one expects, and what else is told. */
function rethrow(error: unknown, isToo: (error: unknown) => boolean = () => false): void {
	if (!(error instanceof Failure) || isToo(error)) {
		throw error;
	}
}
