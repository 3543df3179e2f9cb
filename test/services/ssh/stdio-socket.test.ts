import assert from 'node:assert/strict';
import {randomBytes} from 'node:crypto';
import {existsSync, mkdirSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {openQuietChild} from '../../../source/services/ssh/quiet-child.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {until} from '../../helpers/wait.ts';

/** Sends data through a child that gives it back, and says something before anybody listens. */
async function echo(data: Buffer): Promise<{said: Buffer; code: number | null}> {
	const sign = join(tempDir('echo'), 'sign');
	const script = 'printf early; touch "$1"; exec cat';
	const child = await openQuietChild({program: 'sh', env: process.env}, ['-c', script, 'sh', sign], {
		pipes: 'socket',
	});
	await until(() => existsSync(sign));
	await new Promise(resolve => setImmediate(resolve));
	const pieces: Buffer[] = [];
	child.stdout!.on('data', (piece: Buffer) => pieces.push(Buffer.from(piece)));
	const closed = new Promise(resolve => child.stdout!.once('close', resolve));
	child.stdin!.end(data);
	const {code} = await child.ended;
	await closed;
	return {said: Buffer.concat(pieces), code};
}

async function withTemporary<T>(directory: string, work: () => Promise<T>): Promise<T> {
	const before = process.env['TMPDIR'];
	process.env['TMPDIR'] = directory;
	try {
		return await work();
	} finally {
		if (before === undefined) {
			delete process.env['TMPDIR'];
		} else {
			process.env['TMPDIR'] = before;
		}
	}
}

test('all that a child says comes, also what it says before anybody listens, and nothing is left of the socket', async () => {
	const data = randomBytes(9_000_000);
	const directory = tempDir('t');
	const {said, code} = await withTemporary(directory, () => echo(data));
	assert.equal(code, 0);
	assert.equal(said.subarray(0, 5).toString(), 'early');
	assert.ok(said.subarray(5).equals(data));
	assert.deepEqual(
		readdirSync(directory).filter(name => name.startsWith('sallyport-')),
		[],
	);
});

test('where no socket can be had pipes do', async () => {
	const directory = join(tempDir('t'), 'long'.repeat(40));
	mkdirSync(directory);
	const data = randomBytes(1_000_000);
	const {said, code} = await withTemporary(directory, () => echo(data));
	assert.equal(code, 0);
	assert.ok(said.subarray(5).equals(data));
});
