import type {CopyOptions} from '../file-system.ts';
import {attemptsOn} from './attempt.ts';
import type {Attempt} from './explain-status.ts';
import {openFlag} from './requests.ts';
import type {SftpSession} from './session.ts';

/** Cut here to tell how far it is, and to stop when cancelled: a server says nothing in the middle of a copy. */
const piece = 64 * 1024 * 1024;

/** Copies the content of a file to a new one of mode 0600 on the server, or goes on with one. Rejects as a FileSystem does. */
export async function copyOnServer(
	session: SftpSession,
	from: string,
	to: string,
	{signal, goOnAt, onProgress}: CopyOptions,
): Promise<void> {
	const {requests} = session;
	const attemptOn = attemptsOn(session);
	const attempt = <Result>(
		asked: Omit<Attempt, 'action'>,
		work: () => Promise<Result>,
		late?: (result: Result) => void,
	): Promise<Result> => attemptOn({action: 'copy to', ...asked}, signal, work, late);
	const release = (handle: Buffer): void => void requests.close(handle).catch(() => {});
	const source = await attempt({path: from, kind: 'look'}, () => requests.open(from, openFlag.read), release);
	try {
		const {size} = await attempt({path: from, kind: 'look'}, () => requests.fstat(source));
		const isNew = goOnAt === undefined;
		const flags = openFlag.write | (isNew ? openFlag.create | openFlag.exclusive : 0);
		const mode = isNew ? 0o600 : undefined;
		const kind = isNew ? 'make' : 'write';
		const target = await attempt({path: to, kind}, () => requests.open(to, flags, mode), release);
		try {
			for (let at = goOnAt ?? 0; at < size || at === 0; at += piece) {
				// To the end, where the size says nothing (as in /proc).
				const length = size === 0 ? 0 : Math.min(piece, size - at);
				await attempt({path: to, kind: 'write'}, () => requests.copyData(source, at, length, target, at));
				onProgress?.(at + length);
			}
		} finally {
			await requests.close(target).catch(() => {});
		}
	} finally {
		release(source);
	}
}
