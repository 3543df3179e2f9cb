import {fsync, statfs} from 'node:fs';
import {promisify} from 'node:util';
import * as operations from '../sandbox/operations.ts';
import {locate, type Sandbox} from '../sandbox/sandbox.ts';
import {mostHandles} from './handles.ts';
import {reply, status} from './replies.ts';
import {changesOf, type Handler, longestRead, nameOf} from './requests.ts';

const flush = promisify(fsync);
const readSpace = promisify(statfs);

/** The longest packet, read and write, and how many handles: limits@openssh.com. */
const limits = [256 * 1024, longestRead, longestRead, mostHandles] as const;

const done = (id: number): Buffer => reply.status(id, status.ok);

/** The extensions of OpenSSH's PROTOCOL file, section 4, that are understood: name → version and handler. */
export const extensions: Readonly<Record<string, {readonly version: string; readonly handle: Handler}>> = {
	'posix-rename@openssh.com': {
		version: '1',
		handle(id, fields, {sandbox}) {
			const [from, to] = [fields.path(), fields.path()];
			operations.rename(sandbox, from, to);
			return done(id);
		},
	},
	'statvfs@openssh.com': {
		version: '2',
		handle: (id, fields, {sandbox}) => space(id, locate(sandbox, fields.path(), 'follow').real),
	},
	'fstatvfs@openssh.com': {
		version: '2',
		handle(id, fields, {sandbox, handles}) {
			handles.file(fields.bytes());
			return space(id, root(sandbox));
		},
	},
	'hardlink@openssh.com': {
		version: '1',
		handle(id, fields, {sandbox}) {
			const [from, to] = [fields.path(), fields.path()];
			operations.hardLink(sandbox, from, to);
			return done(id);
		},
	},
	'fsync@openssh.com': {
		version: '1',
		async handle(id, fields, {handles}) {
			await flush(handles.file(fields.bytes()).file);
			return done(id);
		},
	},
	'lsetstat@openssh.com': {
		version: '1',
		handle(id, fields, {sandbox}) {
			const path = fields.path();
			operations.changeLink(sandbox, path, changesOf(fields.attributes()));
			return done(id);
		},
	},
	'limits@openssh.com': {version: '1', handle: id => reply.longNumbers(id, limits)},
	'expand-path@openssh.com': {
		version: '1',
		handle(id, fields, {sandbox}) {
			const path = fields.path().replace(/^~(?=\/|$)/, sandbox.home);
			return nameOf(id, locate(sandbox, path, 'follow').seen);
		},
	},
};

function root(sandbox: Sandbox): Buffer {
	return locate(sandbox, '/', 'keep').real;
}

// Nothing here has a reserve for root, so free and available are what the system says; no file system id; no setuid.
async function space(id: number, path: Buffer): Promise<Buffer> {
	const {bsize, blocks, bfree, bavail, files, ffree} = await readSpace(path);
	const noSetuid = 2;
	const longestName = 255;
	return reply.longNumbers(id, [
		bsize,
		bsize,
		blocks,
		bfree,
		bavail,
		files,
		ffree,
		ffree,
		0,
		noSetuid,
		longestName,
	]);
}
