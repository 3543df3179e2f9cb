import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {makeScratch, sweepScratches} from '../../../source/services/files/scratch.ts';

/** The number of a process that is over. */
function deadPid(): number {
	return spawnSync('true').pid;
}

function plant(pid: number): string {
	const path = join(tmpdir(), `sallyport-edit-${pid}-test${process.pid}`);
	mkdirSync(path, {mode: 0o700});
	after(() => rmSync(path, {recursive: true, force: true}));
	return path;
}

test('what an earlier run left empty is swept, and never a text', async () => {
	const [empty, full, own] = [plant(deadPid()), plant(deadPid()), await makeScratch()];
	writeFileSync(join(full, 'notes.md'), 'mine');
	sweepScratches();
	assert.deepEqual([empty, full, own.path].map(existsSync), [false, true, true]);
	writeFileSync(join(own.path, 'copy'), '');
	own.remove();
	assert.ok(!existsSync(own.path));
});
