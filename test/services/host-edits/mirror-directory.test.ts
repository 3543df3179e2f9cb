import assert from 'node:assert/strict';
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {type TestContext, test} from 'node:test';
import {tempDir} from '../../helpers/temp-dir.ts';
import {until} from '../../helpers/wait.ts';

async function start(t: TestContext, temporary: string): Promise<{child: ChildProcess; directory: string}> {
	const script = join(import.meta.dirname, '../../fixtures/make-mirror.ts');
	const child = spawn(process.execPath, ['--import', 'tsx', script], {
		stdio: ['pipe', 'pipe', 'inherit'],
		env: {...process.env, TMPDIR: temporary},
	});
	t.after(() => child.kill('SIGKILL'));
	const [said] = await once(child.stdout, 'data');
	return {child, directory: String(said).trim()};
}

test('copies of a config that a killed program left are removed by the next one, those in use are not', async t => {
	const temporary = tempDir('left');
	const [killed, living] = await Promise.all([start(t, temporary), start(t, temporary)]);
	writeFileSync(join(killed.directory, 'config'), 'Host a\n');
	killed.child.kill('SIGKILL');
	await once(killed.child, 'exit');
	assert.ok(existsSync(killed.directory));
	const next = await start(t, temporary);
	await until(() => !existsSync(killed.directory));
	assert.ok(existsSync(living.directory));
	assert.ok(existsSync(next.directory));
});
