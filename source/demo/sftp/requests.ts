import {constants, fstatSync, read, write} from 'node:fs';
import {promisify} from 'node:util';
import {longLine} from '../sandbox/long-line.ts';
import * as operations from '../sandbox/operations.ts';
import {type BytePath, locate, type Sandbox, systemError, toBytes} from '../sandbox/sandbox.ts';
import type {Handles} from './handles.ts';
import type {Reader, WireAttributes} from './reader.ts';
import {reply, status} from './replies.ts';

/** One SFTP session: what requests work on. */
export type Session = {readonly sandbox: Sandbox; readonly user: string; readonly handles: Handles};

/** Handles one kind of request: reads its fields, does it, gives the answer. Throws a system error. */
export type Handler = (id: number, fields: Reader, session: Session) => Buffer | Promise<Buffer>;

const readFile = promisify(read);
const writeFile = promisify(write);
/** The longest read that is answered in full; said by limits@openssh.com. */
export const longestRead = 255 * 1024;
const entriesAtOnce = 100;

const done = (id: number): Buffer => reply.status(id, status.ok);

/** Checks that a change can be made; an owner that is not the present one cannot be set. */
export function changesOf({size, mode, times, owner}: WireAttributes): operations.Changes {
	if (owner !== undefined && owner[0] !== process.getuid?.()) {
		throw systemError('EPERM');
	}
	return {size, mode, times};
}

/** The requests of SFTP version 3 (draft-ietf-secsh-filexfer-02, section 6) by their numbers, but for EXTENDED. */
export const requests: Readonly<Record<number, Handler>> = {
	3: function open(id, fields, {sandbox, handles}) {
		const path = fields.path();
		const wanted = fields.number();
		const {mode} = fields.attributes();
		if (handles.isFull()) {
			throw systemError('EMFILE');
		}
		const file = operations.open(sandbox, path, openFlags(wanted), mode);
		return reply.handle(id, handles.add({kind: 'file', file, isAppending: (wanted & 4) !== 0}));
	},
	4: function close(id, fields, {handles}) {
		handles.close(fields.bytes());
		return done(id);
	},
	5: async function readData(id, fields, {handles}) {
		const {file} = handles.file(fields.bytes());
		const offset = fields.longNumber();
		const length = Math.min(fields.number(), longestRead);
		const {bytesRead, buffer} = await readFile(file, Buffer.allocUnsafe(length), 0, length, offset);
		return bytesRead === 0 && length > 0
			? reply.status(id, status.endOfFile)
			: reply.data(id, buffer.subarray(0, bytesRead));
	},
	6: async function writeData(id, fields, {handles}) {
		const {file, isAppending} = handles.file(fields.bytes());
		const offset = fields.longNumber();
		const data = fields.bytes();
		for (let at = 0; at < data.length; ) {
			const position = isAppending ? null : offset + at;
			at += (await writeFile(file, data, at, data.length - at, position)).bytesWritten;
		}
		return done(id);
	},
	7: (id, fields, {sandbox}) => reply.attributes(id, operations.lstat(sandbox, fields.path())),
	8: (id, fields, {handles}) => reply.attributes(id, fstatSync(handles.file(fields.bytes()).file)),
	9: function setStat(id, fields, {sandbox}) {
		operations.change(sandbox, fields.path(), changesOf(fields.attributes()));
		return done(id);
	},
	10: function setOpenStat(id, fields, {handles}) {
		const {file} = handles.file(fields.bytes());
		operations.changeOpen(file, changesOf(fields.attributes()));
		return done(id);
	},
	11: function openDirectory(id, fields, {sandbox, handles}) {
		if (handles.isFull()) {
			throw systemError('EMFILE');
		}
		const open = operations.openDirectory(sandbox, fields.path());
		return reply.handle(id, handles.add({kind: 'directory', ...open, names: ['.', '..']}));
	},
	12: async function readDirectory(id, fields, {sandbox, user, handles}) {
		const {dir, seen, names} = handles.directory(fields.bytes());
		while (names.length < entriesAtOnce) {
			const entry = await dir.read();
			if (entry === null) {
				break;
			}
			names.push(entry.name as BytePath);
		}
		if (names.length === 0) {
			return reply.status(id, status.endOfFile);
		}
		const now = Date.now();
		const entries = names.splice(0).map(name => {
			const stats = statsIn(sandbox, seen, name);
			const line = stats === null ? name : toBytes(`${longLine(stats, user, now)} `) + name;
			return {name, line, stats};
		});
		return reply.names(id, entries);
	},
	13: function remove(id, fields, {sandbox}) {
		operations.removeFile(sandbox, fields.path());
		return done(id);
	},
	14: function makeDirectory(id, fields, {sandbox}) {
		const path = fields.path();
		operations.makeDirectory(sandbox, path, fields.attributes().mode);
		return done(id);
	},
	15: function removeDirectory(id, fields, {sandbox}) {
		operations.removeDirectory(sandbox, fields.path());
		return done(id);
	},
	16: (id, fields, {sandbox}) => nameOf(id, locate(sandbox, fields.path(), 'follow').seen),
	17: (id, fields, {sandbox}) => reply.attributes(id, operations.stat(sandbox, fields.path())),
	18: function rename(id, fields, {sandbox}) {
		const [from, to] = [fields.path(), fields.path()];
		if (exists(sandbox, to)) {
			throw systemError('EEXIST');
		}
		operations.rename(sandbox, from, to);
		return done(id);
	},
	19: (id, fields, {sandbox}) => nameOf(id, operations.readLink(sandbox, fields.path())),
	20: function makeLink(id, fields, {sandbox}) {
		// The order of OpenSSH, which is not that of the draft.
		const [target, path] = [fields.path(), fields.path()];
		operations.symbolicLink(sandbox, target, path);
		return done(id);
	},
};

/** The answer that is one name. */
export function nameOf(id: number, name: BytePath): Buffer {
	return reply.names(id, [{name, line: name, stats: null}]);
}

function openFlags(wanted: number): number {
	const {O_RDONLY, O_WRONLY, O_RDWR, O_APPEND, O_CREAT, O_TRUNC, O_EXCL} = constants;
	const direction = [O_RDONLY, O_RDONLY, O_WRONLY, O_RDWR][wanted & 3]!;
	const more = [
		[4, O_APPEND],
		[8, O_CREAT],
		[16, O_TRUNC],
		[32, O_EXCL],
	] as const;
	return more.reduce((flags, [bit, flag]) => ((wanted & bit) === 0 ? flags : flags | flag), direction);
}

function statsIn(sandbox: Sandbox, directory: BytePath, name: BytePath) {
	try {
		return operations.lstat(sandbox, `${directory}/${name}`);
	} catch {
		return null;
	}
}

function exists(sandbox: Sandbox, path: BytePath): boolean {
	try {
		operations.lstat(sandbox, path);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
			return false;
		}
		throw error;
	}
}
