import {closeSync, constants, fstatSync, write} from 'node:fs';
import {promisify} from 'node:util';
import * as operations from '../../sandbox/operations.ts';
import {type BytePath, locate, systemError} from '../../sandbox/sandbox.ts';
import {readFrom} from '../read-file.ts';
import {CommandError, type Io, type Shell} from '../shell.ts';

const writeTo = promisify(write);
const deepest = 64;

/** Removes a file, or with `isDeep` a directory and all in it. Links are removed, never followed. */
export function removeAll(path: BytePath, isDeep: boolean, shell: Shell): void {
	const {sandbox} = shell.host;
	if (!operations.lstat(sandbox, path, shell.directory).isDirectory()) {
		operations.removeFile(sandbox, path, shell.directory);
		return;
	}
	if (!isDeep) {
		throw systemError('EISDIR');
	}
	if (locate(sandbox, path, 'keep', shell.directory).seen === '/') {
		throw new CommandError('not the whole host, please');
	}
	for (const name of operations.list(sandbox, path, shell.directory)) {
		removeAll(`${path}/${name}`, true, shell);
	}
	operations.removeDirectory(sandbox, path, shell.directory);
}

/** Copies a file, or with `isDeep` a directory and all in it. Links in it are copied as links. */
export async function copyTo(
	from: BytePath,
	to: BytePath,
	isDeep: boolean,
	io: Io,
	shell: Shell,
	depth = 0,
): Promise<void> {
	const {sandbox} = shell.host;
	io.signal.throwIfAborted();
	const stats = (depth === 0 ? operations.stat : operations.lstat)(sandbox, from, shell.directory);
	if (stats.isSymbolicLink()) {
		const target = operations.readLink(sandbox, from, shell.directory);
		operations.symbolicLink(sandbox, target, absolute(to, shell));
		return;
	}
	if (!stats.isDirectory()) {
		await copyFile(from, to, shell, io);
		return;
	}
	if (!isDeep) {
		throw new CommandError('is a directory: cp -r copies it');
	}
	const source = locate(sandbox, from, 'follow', shell.directory).seen;
	const target = locate(sandbox, to, 'follow', shell.directory).seen;
	if (depth > deepest || `${target}/`.startsWith(`${source}/`)) {
		throw new CommandError('cannot be copied into itself');
	}
	const names = operations.list(sandbox, source);
	operations.makeDirectory(sandbox, target, stats.mode);
	for (const name of names) {
		await copyTo(`${source}/${name}`, `${target}/${name}`, true, io, shell, depth + 1);
	}
}

function absolute(path: BytePath, shell: Shell): BytePath {
	return path.startsWith('/') ? path : `${shell.directory}/${path}`;
}

async function copyFile(from: BytePath, to: BytePath, shell: Shell, io: Io): Promise<void> {
	const {sandbox} = shell.host;
	const source = operations.open(sandbox, from, constants.O_RDONLY, 0, shell.directory);
	try {
		const flags = constants.O_WRONLY | constants.O_CREAT;
		const {ino, mode} = fstatSync(source);
		const target = operations.open(sandbox, to, flags, mode, shell.directory);
		try {
			if (fstatSync(target).ino === ino) {
				throw new CommandError('is the same file');
			}
			operations.changeOpen(target, {size: 0});
			const next = readFrom(source);
			for (let piece = await next(); piece !== null; piece = await next()) {
				io.signal.throwIfAborted();
				await writeTo(target, piece, 0, piece.length, null);
			}
		} finally {
			closeSync(target);
		}
	} finally {
		closeSync(source);
	}
}
