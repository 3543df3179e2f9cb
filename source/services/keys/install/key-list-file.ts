import {randomBytes} from 'node:crypto';
import {posix} from 'node:path';
import {Failure} from '../../../core/errors.ts';
import type {FileAttributes} from '../../../core/files/entry.ts';
import {isFileFailure} from '../../../core/files/file-failure.ts';
import {printable} from '../../../core/text/printable.ts';
import type {FileSystem} from '../../files/file-system.ts';

const {dirname, join} = posix;
/** No authorized_keys that people keep is as long as this, in bytes. */
const longest = 4 * 1024 * 1024;

/** An authorized_keys file as it was read; `text` has a character for each byte. */
export type KeyList = {
	readonly text: string;
	readonly bytes: Uint8Array;
	readonly attributes: FileAttributes;
};

/** Null where there is nothing. */
export async function attributesOf(look: Promise<FileAttributes>): Promise<FileAttributes | null> {
	return look.catch((error: unknown) => {
		if (isFileFailure(error, 'not-found')) {
			return null;
		}
		throw error;
	});
}

export function where({host}: FileSystem): string {
	return host === null ? 'this machine' : printable(host);
}

/** The file as it is; null where there is none. */
export async function readKeyList(
	files: FileSystem,
	path: string,
	signal: AbortSignal | undefined,
): Promise<KeyList | null> {
	let file: Awaited<ReturnType<FileSystem['open']>>;
	try {
		file = await files.open(path, 'read', signal);
	} catch (error) {
		if (isFileFailure(error, 'not-found')) {
			return null;
		}
		throw error;
	}
	try {
		const attributes = await file.stat(signal);
		if (attributes.size > longest) {
			throw new Failure(`${printable(path)} on ${where(files)} is too big to be a list of keys.`);
		}
		const bytes = Buffer.alloc(attributes.size + 1);
		const length = await file.read(bytes, 0, signal);
		// One byte a character, so that whatever it holds is written back as it was.
		return {text: bytes.toString('latin1', 0, length), bytes: bytes.subarray(0, length), attributes};
	} finally {
		await file.close();
	}
}

/** Copies what was there to a file beside it, mode 0600; gives its path. `now` is for its name. */
export async function keepCopy(
	files: FileSystem,
	target: string,
	bytes: Uint8Array,
	{now, signal}: {readonly now: Date; readonly signal?: AbortSignal | undefined},
): Promise<string> {
	const stamp = now.toISOString().replaceAll(/[-:]/g, '').slice(0, 15);
	for (let number = 1; ; number++) {
		const path = `${target}.before-${stamp}${number === 1 ? '' : `-${number}`}`;
		try {
			await writeNew(files, path, bytes, 0o600, signal);
			return path;
		} catch (error) {
			if (!isFileFailure(error, 'exists') || number > 9) {
				throw error;
			}
		}
	}
}

/** Makes a file; where it cannot be written whole nothing is left of it. */
async function writeNew(
	files: FileSystem,
	path: string,
	bytes: Uint8Array,
	mode: number,
	signal: AbortSignal | undefined,
): Promise<void> {
	signal?.throwIfAborted();
	// Its answer is waited for in any case: what was made must go.
	const file = await files.open(path, 'create');
	try {
		await file.write(bytes, 0, signal);
		if (mode !== 0o600) {
			await file.setAttributes({mode}, signal);
		}
		await file.sync(signal);
		await file.close();
	} catch (error) {
		await file.close().catch(() => {});
		await files.removeFile(path).catch(() => {});
		throw error;
	}
}

type Replacement = {
	readonly text: string;
	readonly mode: number;
	readonly before: KeyList | null;
	readonly signal: AbortSignal | undefined;
};

/** Replaces the file in one step, or where the server cannot do that writes it in place. Throws where it has changed since. */
export async function replaceKeyList(
	files: FileSystem,
	target: string,
	{text, mode, before, signal}: Replacement,
): Promise<void> {
	const bytes = Buffer.from(text, 'latin1');
	const part = join(dirname(target), `.sallyport-${randomBytes(8).toString('hex')}.part`);
	try {
		await writeNew(files, part, bytes, mode, signal);
		await refuseChanged(files, target, before, signal);
		signal?.throwIfAborted();
		// Its answer is waited for in any case: after it the key is there, cancelled or not.
		await files.rename(part, target, {replace: before !== null});
	} catch (error) {
		await files.removeFile(part).catch(() => {});
		if (!isFileFailure(error, 'unsupported') || before === null) {
			throw error;
		}
		await writeInPlace(files, target, bytes, mode, signal);
	}
}

/** Throws where somebody else has changed the file meanwhile: their change must not be lost. */
async function refuseChanged(
	files: FileSystem,
	target: string,
	before: KeyList | null,
	signal: AbortSignal | undefined,
): Promise<void> {
	const now = await attributesOf(files.stat(target, signal));
	const isSame = now?.size === before?.attributes.size && now?.mtime === before?.attributes.mtime;
	if (!isSame) {
		throw new Failure(`${printable(target)} on ${where(files)} has changed meanwhile.`, {
			nextStep: 'Install once more.',
		});
	}
}

/** For servers that replace nothing in one step: the backup is there by then. Once begun it is done, cancelled or not. */
async function writeInPlace(
	files: FileSystem,
	target: string,
	bytes: Uint8Array,
	mode: number,
	signal: AbortSignal | undefined,
): Promise<void> {
	const file = await files.open(target, 'update', signal);
	try {
		await file.write(bytes, 0);
		await file.truncate(bytes.length);
		await file.setAttributes({mode});
		await file.sync();
	} finally {
		await file.close();
	}
}
