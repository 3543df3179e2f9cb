import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import * as fs from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {decodeName} from '../../../source/core/files/byte-names.ts';
import type {FileEntry} from '../../../source/core/files/entry.ts';
import {type FileFailureCode, isFileFailure} from '../../../source/core/files/file-failure.ts';
import {inside} from '../../../source/core/files/paths.ts';
import type {FileSystem} from '../../../source/services/files/file-system.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {hostileNames} from './hostile-names.ts';

const isRoot = process.getuid?.() === 0;

/** All entries of a directory, in the order of their names. */
export async function listAll(files: FileSystem, path: string): Promise<FileEntry[]> {
	const entries: FileEntry[] = [];
	await files.list(path, {onEntries: some => entries.push(...some)});
	return entries.sort((one, other) => (one.name < other.name ? -1 : 1));
}

function fails(work: Promise<unknown>, code: FileFailureCode, words: RegExp = /./): Promise<void> {
	return assert.rejects(work, (error: unknown) => {
		assert.ok(isFileFailure(error, code), `${error}`);
		assert.match(error.message, words);
		return true;
	});
}

/** What every FileSystem of this very machine does; `open` gives it. */
export function behavesAsFileSystem(open: () => Promise<FileSystem>): void {
	const on = async (work: (files: FileSystem, directory: string) => Promise<void>): Promise<void> => {
		const files = await open();
		await work(files, tempDir('files'));
	};

	test('lists a directory with types, sizes, times and modes, without . and ..', () =>
		on(async (files, directory) => {
			fs.writeFileSync(join(directory, 'a.txt'), 'hello', {mode: 0o640});
			fs.chmodSync(join(directory, 'a.txt'), 0o640);
			fs.utimesSync(join(directory, 'a.txt'), 1_600_000_000, 1_600_000_001);
			fs.mkdirSync(join(directory, 'sub'));
			fs.symlinkSync('nowhere', join(directory, 'link'));
			const [file, link, sub, ...rest] = await listAll(files, directory);
			assert.deepEqual(rest, []);
			assert.deepEqual(file, {
				name: 'a.txt',
				type: 'file',
				size: 5,
				mtime: 1_600_000_001,
				mode: 0o640,
				uid: process.getuid?.(),
				gid: fs.statSync(join(directory, 'a.txt')).gid,
				refused: null,
			});
			assert.deepEqual([link?.type, sub?.type], ['link', 'directory']);
			assert.equal(await files.readLink(join(directory, 'link')), 'nowhere');
			await fails(files.stat(join(directory, 'link')), 'not-found', /Cannot .*link.*leads to nothing/);
			assert.equal((await files.lstat(join(directory, 'link'))).type, 'link');
		}));

	for (const [what, bytes] of Object.entries(hostileNames)) {
		test(`a name with ${what} is listed, looked at, read, renamed and deleted`, () =>
			on(async (files, directory) => {
				const path = Buffer.concat([Buffer.from(`${directory}/`), bytes]);
				fs.writeFileSync(path, 'content');
				const [entry, ...rest] = await listAll(files, directory);
				assert.deepEqual(rest, []);
				assert.equal(entry?.name, decodeName(bytes));
				assert.ok(!entry.name.includes('\uFFFD'));
				assert.equal(entry.refused, null);
				const shown = inside(directory, entry.name);
				assert.equal((await files.lstat(shown)).size, 7);
				const file = await files.open(shown, 'read');
				const buffer = Buffer.alloc(7);
				assert.equal(await file.read(buffer, 0), 7);
				assert.equal(buffer.toString(), 'content');
				await file.close();
				await files.rename(shown, inside(directory, 'plain'), {replace: false});
				assert.ok(!fs.existsSync(path));
				await files.rename(inside(directory, 'plain'), shown, {replace: true});
				assert.ok(fs.existsSync(path));
				await files.symlink(entry.name, inside(directory, 'link'));
				assert.equal(await files.readLink(inside(directory, 'link')), entry.name);
				assert.equal(
					await files.realPath(inside(directory, 'link')),
					fs.realpathSync(directory) + shown.slice(directory.length),
				);
				await files.removeFile(inside(directory, 'link'));
				await files.removeFile(shown);
				assert.deepEqual(fs.readdirSync(directory), []);
				await files.makeDirectory(shown, 0o755);
				assert.ok(fs.statSync(path).isDirectory());
				await files.removeDirectory(shown);
				assert.deepEqual(fs.readdirSync(directory), []);
			}));
	}

	test('a new file takes its name only if it is free, and follows no link', () =>
		on(async (files, directory) => {
			const path = join(directory, 'new');
			const file = await files.open(path, 'create');
			await file.write(Buffer.from('world'), 6);
			await file.write(Buffer.from('hello '), 0);
			await file.setAttributes({mode: 0o604, mtime: 1_500_000_000});
			await file.sync();
			assert.equal((await file.stat()).size, 11);
			await file.close();
			assert.equal(fs.readFileSync(path, 'utf8'), 'hello world');
			const {mode, mtimeMs} = fs.statSync(path);
			assert.deepEqual([mode & 0o7777, mtimeMs], [0o604, 1_500_000_000_000]);
			await fails(files.open(path, 'create'), 'exists', /exists/);
			fs.symlinkSync(join(directory, 'elsewhere'), join(directory, 'link'));
			await fails(files.open(join(directory, 'link'), 'create'), 'exists');
			assert.ok(!fs.existsSync(join(directory, 'elsewhere')));
		}));

	test('a new file is private at once', () =>
		on(async (files, directory) => {
			const file = await files.open(join(directory, 'secret'), 'create');
			assert.equal(fs.statSync(join(directory, 'secret')).mode & 0o7777, 0o600);
			await file.close();
		}));

	test('an open file is read and written anywhere, and cut', () =>
		on(async (files, directory) => {
			const path = join(directory, 'big');
			const content = Buffer.alloc(700_000, 'abcdefg');
			fs.writeFileSync(path, content);
			const file = await files.open(path, 'update');
			const buffer = Buffer.alloc(content.length + 10);
			assert.equal(await file.read(buffer, 0), content.length);
			assert.ok(buffer.subarray(0, content.length).equals(content));
			assert.equal(await file.read(buffer, content.length), 0);
			assert.equal(await file.read(buffer, content.length - 3), 3);
			await file.write(content, 100);
			await file.truncate(500_000);
			await file.close();
			const expected = Buffer.concat([content.subarray(0, 100), content]).subarray(0, 500_000);
			assert.ok(fs.readFileSync(path).equals(expected));
		}));

	test('rename replaces only when told to', () =>
		on(async (files, directory) => {
			const [one, other] = [join(directory, 'one'), join(directory, 'other')];
			fs.writeFileSync(one, '1');
			fs.writeFileSync(other, '2');
			await fails(files.rename(one, other, {replace: false}), 'exists', /exists/);
			assert.equal(fs.readFileSync(other, 'utf8'), '2');
			await files.rename(one, other, {replace: true});
			assert.equal(fs.readFileSync(other, 'utf8'), '1');
			assert.ok(!fs.existsSync(one));
			await fails(files.rename(one, other, {replace: true}), 'not-found', /one.*no such file/);
			fs.mkdirSync(one);
			await fails(files.rename(one, other, {replace: false}), 'exists');
			await files.rename(one, join(directory, 'three'), {replace: false});
			assert.ok(fs.statSync(join(directory, 'three')).isDirectory());
		}));

	test('failures say what, where and why', () =>
		on(async (files, directory) => {
			const where = files.host === null ? 'this machine' : files.host;
			fs.writeFileSync(join(directory, 'file'), '');
			fs.mkdirSync(join(directory, 'full/er'), {recursive: true});
			const missing = join(directory, 'missing');
			await fails(
				files.list(missing, {onEntries() {}}),
				'not-found',
				new RegExp(`missing on ${where}: there is no`),
			);
			await fails(files.open(missing, 'read'), 'not-found');
			await fails(files.readLink(missing), 'not-found');
			await fails(files.removeFile(missing), 'not-found');
			await fails(files.setAttributes(missing, {mode: 0o600}), 'not-found');
			await fails(files.removeDirectory(join(directory, 'full')), 'not-empty', /not empty/);
			await fails(files.makeDirectory(join(directory, 'full'), 0o755), 'exists');
			await fails(files.list(join(directory, 'file'), {onEntries() {}}), 'not-directory', /no directory/);
			await fails(files.removeDirectory(join(directory, 'file')), 'not-directory');
			if (!isRoot) {
				fs.chmodSync(join(directory, 'full'), 0o500);
				await fails(files.makeDirectory(join(directory, 'full/x'), 0o755), 'permission', /permission denied/);
				fs.chmodSync(join(directory, 'full'), 0o700);
			}
		}));

	test('modes and times are set', () =>
		on(async (files, directory) => {
			const path = join(directory, 'file');
			fs.writeFileSync(path, '');
			await files.setAttributes(path, {mode: 0o1741, mtime: 1_400_000_000, atime: 1_300_000_000});
			const {mode, mtimeMs, atimeMs} = fs.statSync(path);
			assert.deepEqual([mode & 0o7777, mtimeMs, atimeMs], [0o1741, 1_400_000_000_000, 1_300_000_000_000]);
			await files.makeDirectory(join(directory, 'sub'), 0o711);
			assert.equal(fs.statSync(join(directory, 'sub')).mode & 0o7777, 0o711 & ~process.umask());
		}));

	test('a time that the other side cannot hold is the nearest that it can', () =>
		on(async (files, directory) => {
			const path = join(directory, 'old');
			fs.writeFileSync(path, '');
			await files.setAttributes(path, {mtime: -86_400});
			assert.ok(fs.statSync(path).mtimeMs <= 0);
		}));

	test('free space is known', () =>
		on(async (files, directory) => {
			const space = await files.freeSpace(directory);
			const {bavail, bsize, blocks} = fs.statfsSync(directory);
			assert.equal(space?.total, blocks * bsize);
			assert.ok(Math.abs(space.free - bavail * bsize) < 2 ** 30);
		}));

	test('a file is copied on its side, to a new name only', () =>
		on(async (files, directory) => {
			const content = Buffer.alloc(3_000_000, 'content ');
			fs.writeFileSync(join(directory, 'from'), content);
			if (!files.canCopyFile) {
				return;
			}
			const progress: number[] = [];
			await files.copyFile(join(directory, 'from'), join(directory, 'to'), {
				onProgress: bytes => progress.push(bytes),
			});
			assert.ok(fs.readFileSync(join(directory, 'to')).equals(content));
			assert.equal(progress.at(-1), content.length);
			await fails(files.copyFile(join(directory, 'from'), join(directory, 'to')), 'exists');
			fs.writeFileSync(join(directory, 'to'), 'begun');
			await files.copyFile(join(directory, 'from'), join(directory, 'to'), {goOnAt: 5});
			assert.equal(fs.readFileSync(join(directory, 'to'), 'latin1').slice(0, 5), 'begun');
			assert.ok(fs.readFileSync(join(directory, 'to')).subarray(5).equals(content.subarray(5)));
			await fails(files.copyFile(join(directory, 'from'), join(directory, 'none'), {goOnAt: 5}), 'not-found');
		}));

	test('what is cancelled rejects with the reason and does nothing', () =>
		on(async (files, directory) => {
			const reason = new DOMException('enough', 'AbortError');
			const signal = AbortSignal.abort(reason);
			await assert.rejects(files.makeDirectory(join(directory, 'x'), 0o755, signal), reason);
			await assert.rejects(files.list(directory, {signal, onEntries() {}}), reason);
			assert.deepEqual(fs.readdirSync(directory), []);
		}));

	test('a listing is stopped between two batches', () =>
		on(async (files, directory) => {
			for (let number = 0; number < 1000; number++) {
				fs.writeFileSync(join(directory, `${number}`), '');
			}
			const all = await listAll(files, directory);
			assert.equal(all.length, 1000);
			const controller = new AbortController();
			let seen = 0;
			const listing = files.list(directory, {
				signal: controller.signal,
				onEntries(entries) {
					seen += entries.length;
					controller.abort();
				},
			});
			await assert.rejects(listing, {name: 'AbortError'});
			assert.ok(seen > 0 && seen < 1000, `${seen}`);
		}));

	test('a pipe is told, and never opened', () =>
		on(async (files, directory) => {
			execFileSync('mkfifo', [join(directory, 'pipe')]);
			assert.equal((await files.lstat(join(directory, 'pipe'))).type, 'other');
			await fails(files.open(join(directory, 'pipe'), 'read'), 'failure', /pipe/);
			await fails(files.open(directory, 'read'), 'is-directory');
		}));
}
