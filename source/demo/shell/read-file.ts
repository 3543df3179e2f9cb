import {closeSync, constants, fstatSync, read} from 'node:fs';
import {promisify} from 'node:util';
import {open} from '../sandbox/operations.ts';
import {systemError, toBytes} from '../sandbox/sandbox.ts';
import type {Io, Shell} from './shell.ts';

const readInto = promisify(read);
const chunkSize = 64 * 1024;

/** Reads an open file from where it stands, piece by piece. */
export function readFrom(file: number): Io['read'] {
	return async () => {
		const {bytesRead, buffer} = await readInto(file, Buffer.allocUnsafe(chunkSize), 0, chunkSize, null);
		return bytesRead === 0 ? null : buffer.subarray(0, bytesRead);
	};
}

/** The pieces of a file of the sandbox, or of the input for `-`. Stops when the command is interrupted. */
export async function* readPath(path: string, io: Io, shell: Shell): AsyncGenerator<Buffer> {
	if (path === '-') {
		yield* pieces(io.read, io);
		return;
	}
	const file = open(shell.host.sandbox, toBytes(path), constants.O_RDONLY, 0, shell.directory);
	try {
		if (fstatSync(file).isDirectory()) {
			throw systemError('EISDIR');
		}
		yield* pieces(readFrom(file), io);
	} finally {
		closeSync(file);
	}
}

async function* pieces(next: Io['read'], io: Io): AsyncGenerator<Buffer> {
	for (let piece = await next(); piece !== null; piece = await next()) {
		io.signal.throwIfAborted();
		yield piece;
	}
}

/** The lines of a file, without their ends. A line that is longer than 64 Ki characters comes in parts. */
export async function* readLines(path: string, io: Io, shell: Shell): AsyncGenerator<string> {
	const decoder = new TextDecoder();
	let rest = '';
	for await (const piece of readPath(path, io, shell)) {
		rest += decoder.decode(piece, {stream: true});
		const lines = rest.split('\n');
		rest = lines.pop()!;
		yield* lines;
		if (rest.length > chunkSize) {
			yield rest;
			rest = '';
		}
	}
	if (rest !== '') {
		yield rest;
	}
}
