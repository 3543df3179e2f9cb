import {constants} from 'node:fs';
import {type FileHandle, open} from 'node:fs/promises';
import type {CopyOptions} from '../file-system.ts';

const {O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK} = constants;
const piece = 1024 * 1024;

/** Copies what is in a file to a new one of mode 0600, or goes on with one; throws the system's errors, and removes nothing. */
export async function copyLocalFile(from: Buffer, to: Buffer, options: CopyOptions): Promise<void> {
	const source = await open(from, O_RDONLY | O_NONBLOCK);
	try {
		const how = options.goOnAt === undefined ? O_CREAT | O_EXCL : 0;
		const target = await open(to, O_WRONLY | O_NOFOLLOW | how, 0o600);
		try {
			await copyPieces(source, target, options);
		} finally {
			await target.close();
		}
	} finally {
		await source.close();
	}
}

async function copyPieces(
	source: FileHandle,
	target: FileHandle,
	{signal, goOnAt = 0, onProgress}: CopyOptions,
): Promise<void> {
	const buffer = Buffer.allocUnsafe(piece);
	for (let at = goOnAt; ; ) {
		signal?.throwIfAborted();
		const {bytesRead} = await source.read(buffer, 0, piece, at);
		if (bytesRead === 0) {
			return;
		}
		for (let written = 0; written < bytesRead; ) {
			written += (await target.write(buffer, written, bytesRead - written, at + written)).bytesWritten;
		}
		at += bytesRead;
		onProgress?.(at);
	}
}
