import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {sftpInit} from '../../source/core/doctor/sftp-greeting.ts';
import {type KeeperClient, openKeeper} from '../../source/services/keeper/keeper-client.ts';
import type {Lease} from '../../source/services/keeper/lease.ts';
import {keeperFlags} from '../../source/services/keeper/start-keeper.ts';
import {atExit} from '../helpers/at-exit.ts';
import {startSshd} from '../helpers/sshd.ts';
import {tempDir} from '../helpers/temp-dir.ts';
import {until} from '../helpers/wait.ts';
import {type Context, cpuOf, median, ms, pause, type Row, ratioRow} from './measure.ts';

async function timeOf(work: () => Promise<unknown>): Promise<number> {
	const started = performance.now();
	await work();
	return performance.now() - started;
}

async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
	await once(spawn(program, args, {stdio: 'ignore', env}), 'exit');
}

/** Until the SFTP server has answered. */
async function openFiles(lease: Lease): Promise<void> {
	const channel = await lease.openChannel('sftp');
	channel.stdin.write(sftpInit);
	await once(channel.stdout, 'readable');
	channel.close();
	await channel.ended;
}

/** Resident memory of a process without what it shares with others, in KiB (Linux). */
function memoryOf(pid: number): number {
	const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
	return Number(/^Rss: +(\d+) kB$/m.exec(text)?.[1]);
}

/** From ssh's question, which starts its askpass program, to the one who shows it. */
async function timeToQuestion(client: KeeperClient, env: NodeJS.ProcessEnv): Promise<number> {
	let asked: () => void = () => {};
	const shown = new Promise<void>(resolve => {
		asked = resolve;
	});
	const asking = await client.asking({
		alias: 'bench',
		onCancel() {},
		async onPrompt() {
			asked();
			return 'answer';
		},
	});
	const started = performance.now();
	const child = spawn(asking.env['SSH_ASKPASS']!, ['Enter PIN for authenticator: '], {
		stdio: ['ignore', 'pipe', 'ignore'],
		env: {...env, ...asking.env},
	});
	await shown;
	const time = performance.now() - started;
	await once(child, 'exit');
	asking.release();
	return time;
}

async function bareNode(): Promise<number> {
	const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6); console.log("up")'], {
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	await once(child.stdout, 'data');
	await pause(1000);
	const memory = memoryOf(child.pid!);
	child.kill('SIGKILL');
	return memory;
}

/** Logins by way of the keeper, its questions, and what it costs. The keeper is the built one. */
export async function measureSessions({isQuick}: Context): Promise<Row[]> {
	const sshd = await startSshd();
	const directory = tempDir('keeper');
	const {SSH_AUTH_SOCK, ...rest} = process.env;
	const env = {...rest, XDG_RUNTIME_DIR: directory};
	const stateDirectory = join(directory, 'state');
	const configFile = sshd.writeConfig([sshd.configFor('box'), sshd.configFor('other')]);
	const times = ['0', '60000'];
	const keeper = spawn(
		process.execPath,
		[...keeperFlags, resolve('dist/keeper.js'), stateDirectory, ...times],
		{stdio: ['ignore', 'pipe', 'ignore'], env, detached: true},
	);
	atExit(() => keeper.kill('SIGTERM'));
	await once(keeper.stdout, 'data');
	const client = openKeeper({
		ssh: {program: 'ssh', configFile, env},
		...{stateDirectory, home: directory, version: '0.1.0'},
	});
	const lease = await client.lease('box');
	const rounds = isQuick ? 7 : 21;
	const found = {
		ssh: [] as number[],
		hub: [] as number[],
		login: [] as number[],
		question: [] as number[],
		node: [] as number[],
	};
	for (let round = 0; round < rounds; round++) {
		found.ssh.push(await timeOf(() => run('ssh', ['-F', configFile, 'box', 'true'], env)));
		found.hub.push(await timeOf(() => openFiles(lease)));
		found.login.push(
			await timeOf(async () => {
				const own = await client.lease('other');
				await openFiles(own);
				own.release();
			}),
		);
		await until(async () =>
			(await client.status())?.hubs.every(hub => hub.alias !== 'other' || hub.state !== 'up'),
		);
		found.node.push(await timeOf(() => run(process.execPath, ['-e', '0'], env)));
		found.question.push(await timeToQuestion(client, env));
	}
	const seconds = isQuick ? 5 : 30;
	// V8 tidies up once, some seconds after the last work.
	await pause(12_000);
	const before = cpuOf(keeper.pid!);
	await pause(seconds * 1000);
	const cpu = cpuOf(keeper.pid!) - before;
	const [memory, bare] = [memoryOf(keeper.pid!), await bareNode()];
	lease.release();
	client.close();
	keeper.kill('SIGTERM');
	await once(keeper, 'exit');
	await sshd.stop();
	const [ssh, node] = [median(found.ssh), median(found.node)];
	const ratio = memory / bare;
	return [
		ratioRow('Files through an open connection', median(found.hub), ssh, 'ssh HOST true', 0.3),
		ratioRow('Files with a new login', median(found.login), ssh, 'ssh HOST true', 1.3),
		ratioRow('From a question to its dialog', median(found.question), node, 'node -e 0', 3),
		{
			name: 'Keeper, memory',
			value: `${Math.round(memory / 1024)} MiB`,
			against: `${ratio.toFixed(2)} × a bare node (${Math.round(bare / 1024)} MiB)`,
			target: '≤ 1.6 ×',
			isMet: ratio <= 1.6,
		},
		{name: `Keeper idle ${seconds} s, CPU`, value: ms(cpu), target: '≤ 5 ms', isMet: cpu <= 5},
	];
}
