import type {AttributeChanges, OpenFile} from '../file-system.ts';
import {attemptsOn} from './attempt.ts';
import type {Attempt} from './explain-status.ts';
import {type Changes, openFlag} from './requests.ts';
import type {SftpSession} from './session.ts';

/** Of OPEN, for a file that is not there yet. */
export const newFileFlags = openFlag.read | openFlag.write | openFlag.create | openFlag.exclusive;

/** An open file of a session; `path` is for messages. */
export function sftpOpenFile(session: SftpSession, handle: Buffer, path: string): OpenFile {
	const {requests} = session;
	const attemptOn = attemptsOn(session);
	const attempt = <Result>(
		action: string,
		kind: Attempt['kind'],
		signal: AbortSignal | undefined,
		work: () => Promise<Result>,
	): Promise<Result> => attemptOn({action, path, kind}, signal, work);
	/** One piece, until it is full or the file ends. */
	const fill = async (into: Buffer, offset: number): Promise<number> => {
		let length = 0;
		while (length < into.length) {
			const count = await requests.read(handle, into.subarray(length), offset + length);
			if (count === 0) {
				break;
			}
			length += count;
		}
		return length;
	};
	return {
		stat: signal => attempt('look at', 'look', signal, () => requests.fstat(handle)),
		read(buffer, offset, signal) {
			const into = Buffer.from(buffer.buffer, buffer.byteOffset, buffer.length);
			return attempt('read', 'look', signal, async () => {
				const pieces = pieceStarts(into.length, session.limits.readLength);
				const counts = await Promise.all(
					pieces.map(([start, end]) => fill(into.subarray(start, end), offset + start)),
				);
				// What lies behind a piece that is not full is behind the end of the file.
				let length = 0;
				for (const [index, [start, end]] of pieces.entries()) {
					length += counts[index]!;
					if (counts[index]! < end - start) {
						break;
					}
				}
				return length;
			});
		},
		write(data, offset, signal) {
			const from = Buffer.from(data.buffer, data.byteOffset, data.length);
			return attempt('write', 'write', signal, async () => {
				const pieces = pieceStarts(from.length, session.limits.writeLength);
				await Promise.all(
					pieces.map(([start, end]) => requests.write(handle, from.subarray(start, end), offset + start)),
				);
			});
		},
		truncate: (size, signal) => attempt('cut', 'write', signal, () => requests.fsetstat(handle, {size})),
		setAttributes: (changes, signal) =>
			attempt('change', 'write', signal, () => requests.fsetstat(handle, wireChanges(changes))),
		sync: signal =>
			attempt('flush', 'write', signal, async () => {
				if (session.offers('fsync@openssh.com')) {
					await requests.fsync(handle);
				}
			}),
		close: () => attempt('close', 'write', undefined, () => requests.close(handle)),
	};
}

/** Changes as a request takes them: times go together. */
export function wireChanges({mode, mtime, atime = mtime, owner}: AttributeChanges): Changes {
	const times = mtime === undefined ? null : {mtime: wireTime(mtime), atime: wireTime(atime!)};
	if (owner === undefined && mode !== undefined && times !== null) {
		// Of every new file; a spread costs more than the request.
		return {mode, mtime: times.mtime, atime: times.atime};
	}
	return {...owner, ...(mode !== undefined && {mode}), ...times};
}

/** Times are unsigned and of 32 bits: an earlier or later one would come out somewhere else. */
function wireTime(seconds: number): number {
	return Math.min(Math.max(0, Math.floor(seconds)), 2 ** 32 - 1);
}

function pieceStarts(length: number, size: number): (readonly [start: number, end: number])[] {
	return Array.from({length: Math.ceil(length / size)}, (_, index) => [
		index * size,
		Math.min(length, (index + 1) * size),
	]);
}
