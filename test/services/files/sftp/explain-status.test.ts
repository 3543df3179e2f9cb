import assert from 'node:assert/strict';
import {existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {type FileFailureCode, isFileFailure} from '../../../../source/core/files/file-failure.ts';
import type {FileSystem} from '../../../../source/services/files/file-system.ts';
import {openSftpSession} from '../../../../source/services/files/sftp/session.ts';
import {sftpFiles} from '../../../../source/services/files/sftp/sftp-files.ts';
import {tempDir} from '../../../helpers/temp-dir.ts';
import {packet, rogueServer} from './rogue-server.ts';
import {serveByProgram} from './sftp-server.ts';

const [file, directory, link] = [0o100644, 0o40755, 0o120777];

type World = {
	/** The code that every change is refused with. */
	readonly code?: number;
	readonly message?: string;
	/** Modes by path. */
	readonly there: Readonly<Record<string, number>>;
	readonly names?: readonly string[];
	/** Blocks that are free, inodes that are free, flags, the id of the file system by its path. */
	readonly space?: (path: string) => readonly [bavail: bigint, favail: bigint, flag: bigint, id: bigint];
};

/** A server that refuses all changes with a bare code, and can be looked at. */
async function files({code = 4, message = 'Failure', there, names = [], space}: World): Promise<FileSystem> {
	const hello = packet(
		2,
		3,
		...['posix-rename@openssh.com', '1'],
		...(space ? ['statvfs@openssh.com', '2'] : []),
	);
	let hasListed = false;
	const server = rogueServer(({kind, id, body}, {send}) => {
		const text = (at: number): string => body.toString('latin1', at + 4, at + 4 + body.readUInt32BE(at));
		const mode = there[text(0)];
		if (kind === 7 || kind === 17) {
			const isFound = mode !== undefined && !(kind === 17 && mode === link);
			send(isFound ? packet(105, id, 4, mode) : packet(101, id, 2, 'No such file', ''));
		} else if (kind === 11 && mode === directory) {
			send(packet(102, id, 'h'));
		} else if (kind === 12) {
			const all = ['.', '..', ...names];
			send(
				hasListed
					? packet(101, id, 1, '', '')
					: packet(104, id, all.length, ...all.flatMap(name => [name, '', 0])),
			);
			hasListed = true;
		} else if (kind === 4) {
			send(packet(101, id, 0, '', ''));
		} else if (kind === 200 && text(0) === 'statvfs@openssh.com') {
			const [bavail, favail, flag, fsid] = space!(text(4 + 'statvfs@openssh.com'.length));
			send(packet(201, id, 4096n, 4096n, 100n, bavail, bavail, 100n, favail, favail, fsid, flag, 255n));
		} else {
			send(packet(101, id, code, message, ''));
		}
	}, hello);
	return sftpFiles(await openSftpSession('web-1', server.channel));
}

const roomy = (): readonly [bigint, bigint, bigint, bigint] => [50n, 50n, 0n, 1n];
const base = {'/d': directory, '/': directory};

type Case = readonly [
	what: string,
	world: World,
	work: (files: FileSystem) => Promise<unknown>,
	code: FileFailureCode,
	words: RegExp,
];

const cases: readonly Case[] = [
	[
		'a directory that exists',
		{there: {...base, '/d/x': directory}},
		f => f.makeDirectory('/d/x', 0o755),
		'exists',
		/make the directory \/d\/x on web-1: it exists already/,
	],
	[
		'a full disk',
		{there: base, space: () => [0n, 50n, 0n, 1n]},
		f => f.makeDirectory('/d/x', 0o755),
		'no-space',
		/the disk is full/,
	],
	[
		'no room for more files',
		{there: base, space: () => [50n, 0n, 0n, 1n]},
		f => f.open('/d/x', 'create'),
		'no-space',
		/holds no more files/,
	],
	[
		'a disk that is read-only',
		{there: base, space: () => [50n, 50n, 1n, 1n]},
		f => f.symlink('y', '/d/x'),
		'permission',
		/read-only/,
	],
	[
		'a directory that is missing',
		{code: 2, there: base},
		f => f.makeDirectory('/d/no/x', 0o755),
		'not-found',
		/there is no directory \/d\/no/,
	],
	[
		'a file in the way',
		{there: {...base, '/d/f': file}},
		f => f.makeDirectory('/d/f/x', 0o755),
		'not-directory',
		/\/d\/f is no directory/,
	],
	[
		'a directory that is not empty',
		{there: base, names: ['a']},
		f => f.removeDirectory('/d'),
		'not-empty',
		/not empty/,
	],
	[
		'a file that is to be removed as a directory',
		{there: {...base, '/d/f': file}},
		f => f.removeDirectory('/d/f'),
		'not-directory',
		/no directory/,
	],
	[
		'a directory that is to be removed as a file',
		{there: base},
		f => f.removeFile('/d'),
		'is-directory',
		/it is a directory/,
	],
	[
		'a new name that is taken',
		{there: {...base, '/d/f': file, '/d/g': file}},
		f => f.rename('/d/f', '/d/g', {replace: false}),
		'exists',
		/rename \/d\/f on web-1: \/d\/g exists already/,
	],
	[
		'another file system',
		{there: {...base, '/d/f': file, '/m': directory}, space: path => [50n, 50n, 0n, path === '/m' ? 2n : 1n]},
		f => f.rename('/d/f', '/m/f', {replace: true}),
		'other-file-system',
		/\/m\/f is on another file system/,
	],
	[
		'a directory into itself',
		{there: {...base, '/d/e': directory}, space: roomy},
		f => f.rename('/d', '/d/e/d', {replace: true}),
		'failure',
		/into itself/,
	],
	[
		'a file over a directory',
		{there: {...base, '/d/f': file, '/d/e': directory}},
		f => f.rename('/d/f', '/d/e', {replace: true}),
		'is-directory',
		/\/d\/e is a directory/,
	],
	[
		'a link that leads to nothing',
		{code: 2, there: {...base, '/d/l': link}},
		f => f.setAttributes('/d/l', {mode: 0o600}),
		'not-found',
		/leads to nothing/,
	],
	['a code of a later protocol', {code: 15, there: base}, f => f.readLink('/d'), 'no-space', /quota/],
	[
		'nothing that could be seen',
		{there: base, space: roomy},
		f => f.makeDirectory('/d/x', 0o755),
		'failure',
		/the server gives no reason/,
	],
	[
		'words of the server',
		{message: 'Disk on strike.', there: base},
		f => f.readLink('/d'),
		'failure',
		/the server says “Disk on strike”\./,
	],
];
for (const [what, world, work, code, words] of cases) {
	test(`a refusal is explained by ${what}`, async () => {
		await assert.rejects(work(await files(world)), (error: unknown) => {
			assert.ok(isFileFailure(error, code), `${error}`);
			assert.match(error.message, words);
			return true;
		});
	});
}

test('a real server on two file systems is understood', async t => {
	const other = '/dev/shm';
	const directoryHere = tempDir('files');
	if (!existsSync(other) || statSync(other).dev === statSync(directoryHere).dev) {
		t.skip('there is no second file system here');
		return;
	}
	const there = mkdtempSync(join(other, 'sp-'));
	try {
		const real = sftpFiles(await openSftpSession('web-1', serveByProgram()));
		writeFileSync(join(directoryHere, 'a'), '');
		mkdirSync(join(directoryHere, 'sub'));
		for (const replace of [true, false]) {
			for (const name of ['a', 'sub']) {
				const work = real.rename(join(directoryHere, name), join(there, name), {replace});
				await assert.rejects(work, (error: unknown) => isFileFailure(error, 'other-file-system'));
			}
		}
		const inside = real.rename(join(directoryHere, 'sub'), join(directoryHere, 'sub/sub'), {replace: true});
		await assert.rejects(inside, /into itself/);
	} finally {
		rmSync(there, {recursive: true});
	}
});
