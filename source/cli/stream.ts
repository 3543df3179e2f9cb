import {once} from 'node:events';
import {fstatSync} from 'node:fs';
import {Failure, Refusal} from '../core/errors.ts';
import {nameOf} from '../core/files/paths.ts';
import type {Target} from '../core/files/target.ts';
import {printable} from '../core/text/printable.ts';
import {notKeptText} from '../core/transfers/transfer-words.ts';
import type {OpenFile} from '../services/files/file-system.ts';
import {withSignal} from '../services/files/sftp/with-signal.ts';
import {TargetProtected} from '../services/transfers/carry.ts';
import {checkReplaceable, openPart, underOwnName} from '../services/transfers/place.ts';
import {setModeAndTime} from '../services/transfers/set-mode-and-time.ts';
import type {HostsInUse} from './hosts-in-use.ts';
import {findStreamTarget, giveName} from './stream-target.ts';
import {nothingDone, type Outcome} from './transfer-report.ts';
import type {TransferWords} from './transfer-words.ts';

/** Requests in flight: they fill the window of a channel. */
const inFlight = 16;
/** A part file may take so long to go after a Ctrl+C, in milliseconds. */
const grace = 2000;

/** `get HOST:PATH… -`: the content of files on stdout, one after the other. */
export async function getToStream(
	from: readonly Target[],
	hosts: HostsInUse,
	signal: AbortSignal,
): Promise<number> {
	for (const {host, path} of from) {
		const files = await hosts.files(host!, signal);
		const full = await files.expand(path, signal);
		if ((await files.stat(full, signal)).type !== 'file') {
			throw new Refusal(`${printable(full)} on ${printable(host!)} is no plain file.`);
		}
		const file = await files.open(full, 'read', signal);
		try {
			await writeOut(file, files.limits.readLength, signal);
		} finally {
			// Nobody waits for that, least of all where the link hangs.
			void file.close().catch(() => {});
		}
	}
	return 0;
}

/** Reads ahead, and writes in order, no quicker than the reader takes it. */
async function writeOut(file: OpenFile, piece: number, signal: AbortSignal): Promise<void> {
	const {size} = await file.stat(signal);
	const reading: Promise<Buffer>[] = [];
	let next = 0;
	const read = async (at: number): Promise<Buffer> => {
		const buffer = Buffer.allocUnsafe(piece);
		return buffer.subarray(0, await file.read(buffer, at, signal));
	};
	for (;;) {
		// Nobody knows how far a file goes that says it is empty (those of /proc): then one piece at a time.
		while (reading.length < (next < size ? inFlight : 1)) {
			const ahead = read(next);
			ahead.catch(() => {});
			reading.push(ahead);
			next += piece;
		}
		const data = await reading.shift()!;
		if (data.length > 0 && !process.stdout.write(data)) {
			await once(process.stdout, 'drain', {signal});
		}
		if (data.length < piece) {
			return;
		}
	}
}

/** `put - HOST:PATH`: stdin into a file, which has its name only when all of it is there. */
export async function putFromStream(
	{from, to, onConflict}: TransferWords,
	hosts: HostsInUse,
	signal: AbortSignal,
): Promise<Outcome> {
	if (from.length > 1) {
		throw new Refusal('Only stdin can be put into one file.');
	}
	// Node reads nothing from a directory, as if it were empty.
	if (fstatSync(process.stdin.fd).isDirectory()) {
		throw new Refusal('stdin is a directory.', 'Name it in place of -.');
	}
	const files = await hosts.files(to.host!, signal);
	const isRenamed = onConflict === 'rename';
	const place = await findStreamTarget(files, to, isRenamed, signal);
	if (place.replaced !== null && onConflict === 'skip') {
		return {...nothingDone([]), state: 'done', skipped: 1};
	}
	let file: OpenFile | null = null;
	try {
		if (place.replaced !== null) {
			await withSignal(checkReplaceable(place.path, place.replaced, files), signal);
		}
		file = await openPart(place, files, signal);
		const bytes = await readIn(file, files.limits.writeLength, signal);
		const {isRefused} = await setModeAndTime(file, {mode: place.mode}, place, signal);
		await file.sync(signal);
		await file.close();
		await giveName(files, place, isRenamed);
		const done = {files: 1, directories: 0, links: 0, bytes};
		const notes = isRefused ? [notKeptText({target: {host: to.host, directory: place.path}})] : [];
		return {...nothingDone([]), state: 'done', notes, done};
	} catch (error) {
		// Requests are answered in their order: the removal alone is waited for, and not for long.
		void file?.close().catch(() => {});
		// Also where the answer to its making was not waited for: it can be there.
		await files.removeFile(place.part, AbortSignal.timeout(grace)).catch(() => {});
		if (error instanceof TargetProtected) {
			const reason = `${error.message} Make a file of what comes, and put that with --in-place.`;
			return nothingDone([{path: nameOf(place.path), reason}]);
		}
		throw underOwnName(error, place);
	}
}

/** Gives how many bytes there were. */
async function readIn(file: OpenFile, piece: number, signal: AbortSignal): Promise<number> {
	const writing = new Set<Promise<void>>();
	let failure: {readonly error: unknown} | null = null;
	let at = 0;
	const stop = (): void => void process.stdin.destroy();
	signal.addEventListener('abort', stop, {once: true});
	try {
		for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
			for (let start = 0; start < chunk.length; start += piece) {
				const data = chunk.subarray(start, start + piece);
				const write: Promise<void> = file
					.write(data, at, signal)
					.catch((error: unknown) => {
						failure ??= {error};
					})
					.finally(() => writing.delete(write));
				writing.add(write);
				at += data.length;
			}
			while (writing.size >= inFlight) {
				await Promise.race(writing);
			}
			if (failure !== null) {
				break;
			}
		}
	} catch (error) {
		signal.throwIfAborted();
		throw new Failure(`Cannot read stdin: ${error instanceof Error ? error.message : String(error)}`, {
			cause: error,
		});
	} finally {
		signal.removeEventListener('abort', stop);
	}
	await Promise.all(writing);
	signal.throwIfAborted();
	if (failure !== null) {
		throw (failure as {readonly error: unknown}).error;
	}
	const {size} = await file.stat(signal);
	if (size !== at) {
		throw new Failure(`It did not arrive whole: ${size} of ${at} bytes are there.`);
	}
	return at;
}
