// What is relied on in ssh2's SFTP engine, which is no public part of the package: a new version has to pass this.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {type Engine, makeEngine} from '../../../../source/services/files/sftp/engine.ts';
import {packet} from './rogue-server.ts';

type Started = {readonly engine: Engine; readonly sent: Buffer[]; readonly problems: string[]};

async function started(...extensions: readonly string[]): Promise<Started> {
	const sent: Buffer[] = [];
	const problems: string[] = [];
	const engine = await makeEngine(bytes => sent.push(bytes));
	engine.on('error', error => problems.push(error.message));
	engine._init();
	engine.push(packet(2, 3, ...extensions));
	return {engine, sent, problems};
}

const handle = Buffer.from('h');
const ignore = (): void => {};

test('the version is the pinned one', () => {
	const {dependencies} = JSON.parse(readFileSync('package.json', 'utf8'));
	const {version} = JSON.parse(readFileSync('node_modules/ssh2/package.json', 'utf8'));
	assert.equal(dependencies.ssh2, '1.17.0');
	assert.equal(version, '1.17.0');
});

test('it begins with INIT of version 3, takes the extensions, and asks for limits where they are told', async () => {
	const plain = await started('posix-rename@openssh.com', '1');
	assert.deepEqual(plain.sent, [packet(1, 3)]);
	assert.deepEqual({...plain.engine._extensions}, {'posix-rename@openssh.com': '1'});
	const limited = await started('limits@openssh.com', '1');
	assert.deepEqual(limited.sent[1], packet(200, 0, 'limits@openssh.com'));
	let isReady = false;
	limited.engine.on('ready', () => {
		isReady = true;
	});
	const figures = Buffer.alloc(32);
	figures.writeBigUInt64BE(1000n, 8);
	figures.writeBigUInt64BE(2000n, 16);
	figures.writeBigUInt64BE(30n, 24);
	const reply = packet(201, 0);
	limited.engine.push(Buffer.concat([Buffer.from([0, 0, 0, 37]), reply.subarray(4), figures]));
	assert.ok(isReady);
	const {_maxReadLen, _maxWriteLen, maxOpenHandles} = limited.engine;
	assert.deepEqual([_maxReadLen, _maxWriteLen, maxOpenHandles], [1000, 2000, 30]);
});

test('it gives each request whole, at once, numbered one after the other in bytes 5 to 8', async () => {
	const {engine, sent} = await started();
	engine.open('/p', 1, {mode: 0o600}, ignore);
	engine.read(handle, Buffer.alloc(100), 0, 100, 2 ** 33, ignore);
	engine.write(handle, Buffer.from('data'), 0, 4, 5, ignore);
	engine.close(handle, ignore);
	assert.deepEqual(
		sent.slice(1).map(bytes => [bytes.readUInt32BE(0), bytes[4], bytes.readUInt32BE(5)]),
		sent.slice(1).map((bytes, id) => [bytes.length - 4, [3, 5, 6, 4][id], id]),
	);
	assert.deepEqual(sent[1], packet(3, 0, '/p', 1, 4, 0o600));
	assert.deepEqual(sent[2], packet(5, 1, handle, 2, 0, 100));
	// Data that are not copied take the place of the last byte.
	assert.deepEqual(sent[3], packet(6, 2, handle, 0, 5, 'data'));
});

test('the number of a request is the one after `_writeReqid`', async () => {
	const {engine, sent} = await started();
	for (const id of [700, 3, 0]) {
		engine._writeReqid = id - 1;
		engine.close(handle, ignore);
	}
	assert.deepEqual(
		sent.slice(1).map(bytes => bytes.readUInt32BE(5)),
		[700, 3, 0],
	);
});

test('SYMLINK has the order of fields that OpenSSH made usual', async () => {
	const {engine, sent} = await started();
	engine.symlink('target', '/link', ignore);
	assert.deepEqual(sent[1], packet(20, 0, 'target', '/link'));
});

test('replies call back with what is expected, in the same turn', async () => {
	const {engine, problems} = await started();
	const heard: unknown[] = [];
	const hear = (error: unknown, result?: unknown): void => void heard.push(error ?? result);
	engine.open('/p', 1, {}, hear);
	engine.push(packet(102, 0, 'handle'));
	engine.lstat('/p', hear);
	engine.push(packet(105, 1, 4 | 8, 0o100644, 7, 8));
	engine.readdir(handle, {full: true}, hear);
	engine.push(packet(104, 2, 2, '.', 'long', 0, 'é', 'long', 1, 0, 9));
	engine.rmdir('/p', hear);
	engine.push(packet(101, 3, 4, 'Failure', ''));
	engine.mkdir('/p', {}, hear);
	engine.push(packet(101, 4, 0, '', ''));
	engine.realpath('.', hear);
	engine.push(packet(104, 5, 1, '/home', '', 0));
	engine.read(handle, Buffer.alloc(9), 0, 9, 0, hear);
	engine.push(packet(103, 6, ''));
	const [opened, stats, names, failure, made, path, read] = heard as [
		Buffer,
		{mode: number; mtime: number; size: undefined},
		{filename: string; attrs: {size?: number}}[],
		Error & {code: number},
		undefined,
		string,
		number,
	];
	assert.equal(opened.toString(), 'handle');
	assert.deepEqual([stats.mode, stats.mtime, stats.size], [0o100644, 8, undefined]);
	assert.deepEqual(
		names.map(({filename, attrs}) => [filename, attrs.size]),
		[
			['.', undefined],
			['é', 9],
		],
	);
	assert.deepEqual([failure.code, failure.message], [4, 'Failure']);
	assert.deepEqual([made, path, read], [undefined, '/home', 0]);
	assert.deepEqual(problems, []);
});

test('what makes no sense is an error event', async () => {
	const {engine, problems} = await started();
	engine.readdir(handle, {full: true}, ignore);
	engine.push(packet(104, 0, 5, 'name'));
	assert.deepEqual(problems, ['Malformed NAME packet']);
});

test('it writes the extensions, but for expand-path, which is ours until it is sound there', async () => {
	const {engine, sent} = await started(
		...['posix-rename@openssh.com', '1', 'statvfs@openssh.com', '2', 'fsync@openssh.com', '1'],
		...['copy-data', '1', 'expand-path@openssh.com', '1'],
	);
	engine.ext_openssh_rename('/a', '/b', ignore);
	engine.ext_openssh_statvfs('/a', ignore);
	engine.ext_openssh_fsync(handle, ignore);
	engine.ext_copy_data(handle, 1, 2, handle, 3, ignore);
	assert.deepEqual(sent.slice(1), [
		packet(200, 0, 'posix-rename@openssh.com', '/a', '/b'),
		packet(200, 1, 'statvfs@openssh.com', '/a'),
		packet(200, 2, 'fsync@openssh.com', handle),
		packet(200, 3, 'copy-data', handle, 0, 1, 0, 2, handle, 0, 3),
	]);
	type Broken = {ext_openssh_expandPath(path: string, done: () => void): void};
	(engine as unknown as Broken).ext_openssh_expandPath('~', ignore);
	assert.notDeepEqual(sent.at(-1), packet(200, 4, 'expand-path@openssh.com', '~'));
});
