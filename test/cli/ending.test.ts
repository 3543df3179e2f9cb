import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {descendantsOf, isAlive} from '../helpers/processes.ts';
import {tempDir} from '../helpers/temp-dir.ts';
import {until} from '../helpers/wait.ts';

function start(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
	const child = spawn(process.execPath, ['--import', 'tsx', 'cli.tsx', ...args], {
		stdio: ['ignore', 'pipe', 'pipe'],
		env: {...process.env, XDG_CACHE_HOME: tempDir('cache'), ...env},
	});
	let stderr = '';
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		stderr += text;
	});
	const ended = new Promise<{code: number | null; stderr: string}>(resolve => {
		child.once('close', code => resolve({code, stderr}));
	});
	return {child, ended};
}

function manyHosts(): string {
	const file = join(tempDir('config'), 'config');
	writeFileSync(file, Array.from({length: 5000}, (_, index) => `Host host-${index}\n`).join(''));
	return file;
}

test('a reader that goes away ends it quietly', async () => {
	const {child, ended} = start(['-F', manyHosts(), 'hosts', '--json']);
	child.stdout.once('data', () => child.stdout.destroy());
	assert.deepEqual(await ended, {code: 0, stderr: ''});
});

test('a reader that goes away leaves no demo behind', async () => {
	const parent = tempDir('d');
	const {child, ended} = start(['--demo', 'hosts', '--json'], {TMPDIR: parent});
	child.stdout.destroy();
	assert.deepEqual(await ended, {code: 0, stderr: ''});
	assert.deepEqual(
		readdirSync(parent).filter(name => name.startsWith('spd-')),
		[],
	);
});

for (const [signal, code] of [
	['SIGINT', 130],
	['SIGTERM', 143],
	['SIGHUP', 129],
] as const) {
	test(`${signal} ends show, and the ssh it asks, with ${code}`, async () => {
		const file = join(tempDir('config'), 'config');
		writeFileSync(file, 'Match exec "sleep 60"\n  User x\n');
		const {child, ended} = start(['-F', file, 'show', 'web']);
		// ssh, its shell or the sleep itself.
		const children = await until(() => {
			const found = descendantsOf(child.pid ?? 0);
			return found.length > 1 && found;
		});
		child.kill(signal);
		assert.deepEqual(await ended, {code, stderr: ''});
		await until(() => children.every(pid => !isAlive(pid)));
	});
}
