import {closeSync, constants, write} from 'node:fs';
import {promisify} from 'node:util';
import {open} from '../sandbox/operations.ts';
import {toBytes} from '../sandbox/sandbox.ts';
import {expand} from './expand.ts';
import {explain} from './explain.ts';
import type {Redirection} from './parse.ts';
import {readFrom} from './read-file.ts';
import {CommandError, type Io, type Shell} from './shell.ts';

const {O_RDONLY, O_WRONLY, O_CREAT, O_APPEND, O_TRUNC} = constants;
const writeTo = promisify(write);

/** Applies `>`, `>>`, `<` and `2>&1` to what a command reads and writes. `close` ends the files. */
export function redirect(
	redirections: readonly Redirection[],
	io: Io,
	shell: Shell,
): {io: Io; close: () => void} {
	const files: number[] = [];
	const close = (): void => {
		for (const file of files) {
			closeSync(file);
		}
	};
	let result = io;
	try {
		for (const {stream, append, target} of redirections) {
			if (target === 1 || target === 2) {
				result = joined(result, stream, target);
				continue;
			}
			const words = expand(target, shell);
			if (words.length !== 1) {
				throw new CommandError('ambiguous redirect');
			}
			const path = words[0]!;
			if (path === '/dev/null') {
				result = {
					...result,
					...streamTo(
						stream,
						() => Promise.resolve(),
						() => Promise.resolve(null),
					),
				};
				continue;
			}
			const flags = stream === 0 ? O_RDONLY : O_WRONLY | O_CREAT | (append ? O_APPEND : O_TRUNC);
			const file = openFile(path, flags, shell);
			files.push(file);
			result = {...result, ...streamTo(stream, data => writeAll(file, data), readFrom(file))};
		}
	} catch (error) {
		close();
		throw error;
	}
	return {io: result, close};
}

function openFile(path: string, flags: number, shell: Shell): number {
	try {
		return open(shell.host.sandbox, toBytes(path), flags, 0o644, shell.directory);
	} catch (error) {
		throw new CommandError(`${path}: ${explain(error)}`);
	}
}

function streamTo(stream: 0 | 1 | 2, write: Io['write'], read: Io['read']): Partial<Io> {
	if (stream === 0) {
		return {read};
	}
	return stream === 1 ? {write, isTerminal: false} : {warn: line => write(`${line}\n`)};
}

function joined(io: Io, from: 0 | 1 | 2, to: 1 | 2): Io {
	if (from === 2 && to === 1) {
		return {...io, warn: line => io.write(`${line}\n`)};
	}
	return from === 1 && to === 2
		? {...io, isTerminal: false, write: data => io.warn(data.toString().replace(/\n$/, ''))}
		: io;
}

async function writeAll(file: number, data: string | Buffer): Promise<void> {
	const bytes = Buffer.from(data as string);
	for (let at = 0; at < bytes.length; ) {
		at += (await writeTo(file, bytes, at, bytes.length - at, null)).bytesWritten;
	}
}
