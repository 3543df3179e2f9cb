import type {FileHandle} from 'node:fs/promises';
import type {OpenFile} from '../file-system.ts';
import {attributesOf, dateOf} from './local-attributes.ts';
import {localFailure} from './local-failure.ts';

/** An open file of this machine; `path` is for messages. */
export function localOpenFile(handle: FileHandle, path: string): OpenFile {
	const attempt = async <Result>(
		action: string,
		work: () => Promise<Result>,
		signal?: AbortSignal,
	): Promise<Result> => {
		signal?.throwIfAborted();
		try {
			return await work();
		} catch (error) {
			throw localFailure(action, path, error);
		}
	};
	return {
		stat: signal => attempt('look at', async () => attributesOf(await handle.stat()), signal),
		async read(buffer, offset, signal) {
			let length = 0;
			while (length < buffer.length) {
				const left = buffer.length - length;
				const {bytesRead} = await attempt(
					'read',
					() => handle.read(buffer, length, left, offset + length),
					signal,
				);
				if (bytesRead === 0) {
					break;
				}
				length += bytesRead;
			}
			return length;
		},
		async write(data, offset, signal) {
			let length = 0;
			while (length < data.length) {
				const left = data.length - length;
				const {bytesWritten} = await attempt(
					'write',
					() => handle.write(data, length, left, offset + length),
					signal,
				);
				length += bytesWritten;
			}
		},
		truncate: (size, signal) => attempt('cut', () => handle.truncate(size), signal),
		setAttributes: ({mode, mtime, atime = mtime, owner}, signal) =>
			attempt(
				'change',
				async () => {
					if (owner !== undefined) {
						await handle.chown(owner.uid, owner.gid);
					}
					if (mode !== undefined) {
						await handle.chmod(mode);
					}
					if (mtime !== undefined) {
						await handle.utimes(dateOf(atime!), dateOf(mtime));
					}
				},
				signal,
			),
		sync: signal => attempt('flush', () => handle.sync(), signal),
		close: () => attempt('close', () => handle.close()),
	};
}
