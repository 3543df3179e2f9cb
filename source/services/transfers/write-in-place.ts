import {describeError, Failure} from '../../core/errors.ts';
import {printable} from '../../core/text/printable.ts';
import type {Item} from '../../core/transfers/item.ts';
import type {FileSystem, OpenFile} from '../files/file-system.ts';
import {localFailure} from '../files/local/local-failure.ts';
import {makePrivateDirectory} from '../private-directory.ts';
import {type Carry, checkSame, firstOf, NoRoom, SourceChanged} from './carry.ts';
import {keptBefore} from './kept-before.ts';
import {checkRoom, type Place} from './place.ts';
import {quickLocalFiles} from './quick-local-files.ts';

/**
 * Writes into a file that cannot be replaced, as the user decided. What it held is copied to this machine before, and the
 * copy is named where the writing fails; a later run, which finds the file half written, leaves it as it is.
 */
export async function writeInPlace(item: Item, place: Place, carry: Carry): Promise<void> {
	const files = firstOf(carry.target);
	const from = await firstOf(carry.source).open(item.from, 'read');
	try {
		checkSame(item, await from.stat());
		await checkRoom(place, item.size - (place.replaced?.size ?? 0), carry);
		const {backup, isNew} = await keep(item, place, files, carry);
		const to = await openToWrite(item, place, files).catch(async (error: unknown) => {
			if (isNew) {
				// A later try keeps what is there then.
				await quickLocalFiles(carry.backups)
					.removeFile(backup)
					.catch(() => {});
			}
			throw error;
		});
		if (isNew) {
			carry.onBegun(item);
		}
		try {
			const copied = await copyAll(from, to, item.size, carry, bytes => {
				item.arrived = bytes;
			});
			if (copied !== item.size) {
				throw new SourceChanged(item, {...(await from.stat()), size: copied});
			}
			if ((await to.stat()).size > copied) {
				await to.truncate(copied);
			}
			await to.setAttributes({mtime: item.mtime}).catch(carry.onRefused);
			await to.sync();
		} catch (error) {
			throw new Failure(`${printable(place.path)} is only written in part: ${describeError(error)}`, {
				nextStep: `What it held is in ${printable(backup)}.`,
				cause: error,
			});
		} finally {
			await to.close();
		}
	} finally {
		await from.close().catch(() => {});
	}
}

/** A file that can be cut, if it must be: where a server refuses that, it does so before anything is lost. */
async function openToWrite(item: Item, {path, check}: Place, files: FileSystem): Promise<OpenFile> {
	check();
	const to = await files.open(path, 'update');
	try {
		const {size} = await to.stat();
		if (size > item.size) {
			await to.truncate(size);
		}
		return to;
	} catch (error) {
		await to.close();
		throw error;
	}
}

type Kept = {readonly backup: string; readonly isNew: boolean};

async function keep(item: Item, {path}: Place, files: FileSystem, carry: Carry): Promise<Kept> {
	makeBackups(carry);
	const {last, free: backup} = keptBefore(carry.backups, carry.partName(item));
	if (last !== null && carry.begun(item) !== null) {
		return {backup: last, isNew: false};
	}
	const here = quickLocalFiles(carry.backups);
	const held = await files.open(path, 'read');
	try {
		const {size} = await held.stat();
		await checkRoomToKeep(path, size, here, carry);
		const kept = await here.open(backup, 'create');
		try {
			// What is made when it is read says that it is empty.
			const most = Math.max(size, carry.piece);
			if ((await copyAll(held, kept, most, carry, () => {})) > most) {
				throw new Failure(`${printable(path)} goes on behind its size: what it holds cannot be kept.`);
			}
			await kept.sync();
		} catch (error) {
			await here.removeFile(backup).catch(() => {});
			throw error;
		} finally {
			await kept.close();
		}
	} finally {
		await held.close().catch(() => {});
	}
	return {backup, isNew: true};
}

function makeBackups({backups}: Carry): void {
	try {
		makePrivateDirectory(backups);
	} catch (error) {
		throw localFailure('make the directory', backups, error);
	}
}

async function checkRoomToKeep(
	path: string,
	size: number,
	here: FileSystem,
	{backups}: Carry,
): Promise<void> {
	const space = await here.freeSpace(backups).catch(() => null);
	if (space !== null && space.total > 0 && space.free < size) {
		const why = `There is no room to keep what ${printable(path)} holds in ${printable(backups)}.`;
		throw new NoRoom(why, size - space.free);
	}
}

/** Gives how many bytes came. Behind `most` it writes none: a server can send without end. */
async function copyAll(
	from: OpenFile,
	to: OpenFile,
	most: number,
	{pool, piece, signal}: Carry,
	onBytes: (bytes: number) => void,
): Promise<number> {
	const buffer = pool.take(piece).subarray(0, piece);
	for (let at = 0; ; ) {
		signal.throwIfAborted();
		const read = await from.read(buffer, at);
		if (read === 0 || at + read > most) {
			return at + read;
		}
		await to.write(buffer.subarray(0, read), at);
		at += read;
		onBytes(at);
	}
}
