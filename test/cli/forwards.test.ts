import assert from 'node:assert/strict';
import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {after, test} from 'node:test';
import {listRunningForwards} from '../../source/services/forwards/list-running-forwards.ts';
import {atExit} from '../helpers/at-exit.ts';
import {endTree} from '../helpers/processes.ts';
import {startSshd} from '../helpers/sshd.ts';
import {until} from '../helpers/wait.ts';
import {freePort} from '../services/forwards/forwards-in.ts';
import {openDen} from '../services/keeper/keeper-in.ts';

const skip = process.platform === 'linux' ? false : 'only Linux shows the sockets of processes';

/** A forward of an ssh that is none of ours, once it listens. */
async function startForeign(config: string, ...args: readonly string[]): Promise<ChildProcess> {
	const child = spawn('ssh', ['-F', config, '-N', ...args], {stdio: 'ignore'});
	const end = (): void => {
		if (child.exitCode === null && child.signalCode === null) {
			endTree(child.pid!);
		}
	};
	after(end);
	atExit(end);
	await until(async () => {
		const running = await listRunningForwards();
		return running.supported && running.forwards.some(({pid}) => pid === child.pid);
	});
	return child;
}

type Listed = Readonly<Record<string, unknown>> & {readonly pid: number | null};

/** What `forwards --json` prints. */
async function list(env: NodeJS.ProcessEnv, ...options: readonly string[]): Promise<readonly Listed[]> {
	const {stdout, stderr, status} = spawnSync(
		process.execPath,
		['dist/cli.js', ...options, 'forwards', '--json'],
		{env, encoding: 'utf8'},
	);
	assert.equal(status, 0, stderr);
	return JSON.parse(stdout) as Listed[];
}

test('the demo lists nothing of what other ssh hold', {skip}, async () => {
	const {env} = openDen();
	const sshd = await startSshd();
	const config = sshd.writeConfig([sshd.configFor('box')]);
	const child = await startForeign(config, '-L', `127.0.0.1:${await freePort()}:localhost:9`, 'box');
	assert.ok((await list(env, '-F', config)).some(({pid}) => pid === child.pid));
	assert.deepEqual(await list(env, '--demo'), []);
	const ended = once(child, 'exit');
	child.kill();
	await ended;
});
