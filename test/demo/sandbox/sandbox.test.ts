import assert from 'node:assert/strict';
import {constants, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {test} from 'node:test';
import * as operations from '../../../source/demo/sandbox/operations.ts';
import {locate, type Sandbox, toBytes} from '../../../source/demo/sandbox/sandbox.ts';
import {tempDir} from '../../helpers/temp-dir.ts';

async function openSandbox(): Promise<{sandbox: Sandbox; outside: string}> {
	const directory = tempDir('box');
	const root = join(directory, 'root');
	await mkdir(join(root, 'home/me/dir'), {recursive: true});
	await mkdir(join(root, 'etc'));
	await mkdir(join(directory, 'secret'));
	writeFileSync(join(directory, 'secret/file'), 'outside');
	writeFileSync(join(root, 'etc/file'), 'inside');
	return {sandbox: {root, home: '/home/me'}, outside: join(directory, 'secret')};
}

const paths: Array<[path: string, seen: string]> = [
	['', '/home/me'],
	['.', '/home/me'],
	['dir/../dir/.', '/home/me/dir'],
	['/', '/'],
	['//etc///file', '/etc/file'],
	['../../../../../../etc', '/etc'],
	['/../..', '/'],
	['new', '/home/me/new'],
];
for (const [path, seen] of paths) {
	test(`finds ${JSON.stringify(path)}`, async () => {
		const {sandbox} = await openSandbox();
		assert.equal(locate(sandbox, path, 'follow').seen, seen);
	});
}

test('links lead to places inside, wherever they point', async () => {
	const {sandbox, outside} = await openSandbox();
	const links: Array<[target: string, seen: string]> = [
		['/etc/file', '/etc/file'],
		['../../etc', '/etc'],
		['../../../../../../../etc/file', '/etc/file'],
		['dir', '/home/me/dir'],
	];
	for (const [index, [target, seen]] of links.entries()) {
		operations.symbolicLink(sandbox, target, `link${index}`);
		assert.equal(locate(sandbox, `link${index}`, 'follow').seen, seen);
		assert.equal(locate(sandbox, `link${index}`, 'keep').seen, `/home/me/link${index}`);
	}
	operations.symbolicLink(sandbox, outside, 'away');
	assert.throws(() => operations.stat(sandbox, 'away'), {code: 'ENOENT'});
	assert.throws(() => operations.stat(sandbox, 'away/file'), {code: 'ENOENT'});
	assert.throws(() => operations.open(sandbox, 'away/file', constants.O_RDONLY), {code: 'ENOENT'});
	operations.symbolicLink(sandbox, `${'../'.repeat(12)}${outside}/file`, 'relative');
	assert.throws(() => operations.open(sandbox, 'relative', constants.O_WRONLY), {code: 'ENOENT'});
	assert.equal(readFileSync(join(outside, 'file'), 'utf8'), 'outside');
});

test('a link to itself, and links without end, are refused', async () => {
	const {sandbox} = await openSandbox();
	operations.symbolicLink(sandbox, 'loop', 'loop');
	operations.symbolicLink(sandbox, 'a/b', 'a');
	assert.throws(() => locate(sandbox, 'loop', 'follow'), {code: 'ELOOP'});
	assert.throws(() => locate(sandbox, 'a', 'follow'), {code: 'ELOOP'});
	assert.ok(operations.lstat(sandbox, 'loop').isSymbolicLink());
});

test('a link laid from outside leads nowhere else either', async () => {
	const {sandbox, outside} = await openSandbox();
	symlinkSync(outside, join(sandbox.root, 'planted'));
	assert.throws(() => operations.list(sandbox, '/planted'), {code: 'ENOENT'});
	assert.throws(() => operations.openDirectory(sandbox, '/planted/'), {code: 'ENOENT'});
	assert.throws(() => operations.rename(sandbox, '/etc/file', '/planted/file'), {code: 'ENOENT'});
	assert.throws(() => operations.hardLink(sandbox, '/planted/file', 'mine'), {code: 'ENOENT'});
});

test('removing and renaming touch the link, not what it leads to', async () => {
	const {sandbox} = await openSandbox();
	operations.symbolicLink(sandbox, '/etc/file', 'link');
	operations.rename(sandbox, 'link', 'link2');
	operations.removeFile(sandbox, 'link2');
	assert.equal(operations.stat(sandbox, '/etc/file').size, 6);
});

test('refuses what is no path', async () => {
	const {sandbox} = await openSandbox();
	assert.throws(() => locate(sandbox, 'a\0b', 'follow'), {code: 'EINVAL'});
	assert.throws(() => locate(sandbox, 'a/'.repeat(5000), 'follow'), {code: 'ENAMETOOLONG'});
	assert.throws(() => locate(sandbox, 'missing/x', 'follow'), {code: 'ENOENT'});
	assert.throws(() => locate(sandbox, '/etc/file/x', 'follow'), {code: 'ENOTDIR'});
	assert.throws(() => operations.removeDirectory(sandbox, '/'), {code: 'EBUSY'});
});

test('names that are no UTF-8 work', {skip: process.platform !== 'linux'}, async () => {
	const {sandbox} = await openSandbox();
	operations.makeDirectory(sandbox, 'a\xFFb');
	assert.ok(operations.list(sandbox, '.').includes('a\xFFb'));
	operations.makeDirectory(sandbox, toBytes('日本'));
	assert.ok(operations.stat(sandbox, toBytes('日本')).isDirectory());
});

test('no setuid bit is ever set', async () => {
	const {sandbox} = await openSandbox();
	operations.change(sandbox, '/etc/file', {mode: 0o6755});
	assert.equal(operations.stat(sandbox, '/etc/file').mode & 0o7777, 0o755);
});
