import {execFileSync, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {type AddressInfo, connect, createServer} from 'node:net';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {ForwardStatus} from '../../source/core/forwards/forward-status.ts';
import {listRunningForwards} from '../../source/services/forwards/list-running-forwards.ts';
import {type OwnForwards, openOwnForwards} from '../../source/services/forwards/own-forwards.ts';
import {askKeeper} from '../../source/services/keeper/ask-keeper.ts';
import {endKeeperOf} from '../../source/services/keeper/end-keeper.ts';
import {atExit} from '../helpers/at-exit.ts';
import {freePort} from '../helpers/free-port.ts';
import {type Sshd, startSshd} from '../helpers/sshd.ts';
import {tempDir} from '../helpers/temp-dir.ts';
import {until} from '../helpers/wait.ts';
import {type Context, cpuOf, median, ms, pause, type Row, ratioRow} from './measure.ts';

const hosts = Array.from({length: 10}, (_, index) => `box-${index}`);

type Bench = {
	readonly sshd: Sshd;
	readonly config: string;
	readonly own: OwnForwards;
	readonly keeperPid: () => Promise<number>;
	/** Starts one and waits until it is up; gives its id. */
	up(alias: string, port: number, target: number): Promise<string>;
};

/** How long the keeper took to bring it up, from the request to the listener: by its own log. Milliseconds. */
async function timeInKeeper(own: OwnForwards, id: string): Promise<number> {
	const {history} = await own.log(id);
	const at = (state: string): number => history.findLast(moment => moment.state === state)?.at ?? Number.NaN;
	return at('up') - at('starting');
}

/** From the start of a plain `ssh -N -L` until it listens. Milliseconds. */
async function timeOfPlain(config: string, port: number, target: number): Promise<number> {
	const started = performance.now();
	const args = ['-F', config, '-N', '-L', `127.0.0.1:${port}:127.0.0.1:${target}`, 'box-0'];
	const child = spawn('ssh', args, {stdio: 'ignore'});
	await until(() => takes(port));
	const time = performance.now() - started;
	child.kill();
	await once(child, 'exit');
	return time;
}

function takes(port: number): Promise<boolean> {
	return new Promise(resolve => {
		const socket = connect(port, '127.0.0.1');
		socket.once('connect', () => resolve(true));
		socket.once('error', () => resolve(false));
		socket.once('connect', () => socket.destroy());
	});
}

async function openBench(): Promise<Bench> {
	const sshd = await startSshd();
	const directory = tempDir('bench-forwards');
	const state = join(directory, 'state');
	atExit(() => endKeeperOf(state));
	const config = sshd.writeConfig(hosts.map(alias => sshd.configFor(alias)));
	const {SSH_AUTH_SOCK, ...rest} = process.env;
	const env = {...rest, XDG_RUNTIME_DIR: directory, XDG_CACHE_HOME: join(directory, 'cache')};
	const place = {stateDirectory: state, home: directory, version: '0.1.0'};
	const ssh = {program: 'ssh', configFile: config, env};
	const own = openOwnForwards({...place, ssh, answering: () => undefined, answersAll: false});
	let now: readonly ForwardStatus[] = [];
	const waiting = new Map<string, () => void>();
	const look = (id: string): void => {
		if (now.find(one => one.id === id)?.state === 'up') {
			waiting.get(id)?.();
			waiting.delete(id);
		}
	};
	own.follow(
		forwards => {
			now = forwards;
			for (const id of waiting.keys()) {
				look(id);
			}
		},
		() => {},
	);
	return {
		...{sshd, config, own},
		async keeperPid() {
			return (await askKeeper({...place, env}))!.pid;
		},
		async up(alias, port, target) {
			const specification = `127.0.0.1:${port}:127.0.0.1:${target}`;
			const plan = {
				alias,
				kind: 'local',
				specification,
				label: null,
				isSaved: false,
				isAutomatic: false,
			} as const;
			const id = await own.set(plan, {isStarted: true});
			await new Promise<void>(resolve => {
				waiting.set(id, resolve);
				look(id);
			});
			return id;
		},
	};
}

/** Bytes of nothing to whoever connects, so many; gives its port. */
async function startSource(bytes: number): Promise<{port: number; stop(): void}> {
	const chunk = Buffer.alloc(1024 * 1024);
	const server = createServer(socket => {
		let left = bytes / chunk.length;
		const write = (): void => {
			while (left > 0) {
				left--;
				if (!socket.write(chunk)) {
					socket.once('drain', write);
					return;
				}
			}
			socket.end();
		};
		socket.on('error', () => {});
		write();
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {port: (server.address() as AddressInfo).port, stop: () => server.close()};
}

async function timeToRead(port: number): Promise<number> {
	const started = performance.now();
	const socket = connect(port, '127.0.0.1');
	socket.resume();
	await once(socket, 'close');
	return performance.now() - started;
}

async function measureThroughput({up, config}: Bench, rounds: number): Promise<Row> {
	const bytes = 128 * 1024 * 1024;
	const source = await startSource(bytes);
	const [ours, plain] = [await freePort(), await freePort()];
	await up('box-0', ours, source.port);
	const args = ['-F', config, '-N', '-L', `127.0.0.1:${plain}:127.0.0.1:${source.port}`, 'box-0'];
	const child = spawn('ssh', args, {stdio: 'ignore'});
	await until(() => takes(plain));
	const times: {ours: number; plain: number}[] = [];
	for (let round = 0; round < rounds; round++) {
		// Whoever is second finds the machine as the first left it.
		const isFirst = round % 2 === 0;
		const before = isFirst ? await timeToRead(ours) : null;
		const reference = await timeToRead(plain);
		times.push({plain: reference, ours: before ?? (await timeToRead(ours))});
	}
	child.kill();
	await once(child, 'exit');
	source.stop();
	const rate = (time: number): number => bytes / 1e6 / (time / 1000);
	// The best of each: what else the machine does only slows them down.
	const own = Math.max(...times.map(({ours}) => rate(ours)));
	const reference = Math.max(...times.map(({plain}) => rate(plain)));
	return {
		name: 'Throughput through a forward',
		value: `${own.toFixed(0)} MB/s`,
		against: `${(own / reference).toFixed(2)} × ssh -L (${reference.toFixed(0)} MB/s)`,
		target: '≥ 0.95 ×',
		isMet: own / reference >= 0.95,
	};
}

/** As often as the pane looks while it has the focus, in milliseconds. */
const scanInterval = 2000;

/** CPU of a look at the processes, in this process, against that of `ss -tlnp`: the first one, and one of many. */
async function measureScan(rounds: number): Promise<Row[]> {
	const firsts: number[] = [];
	const scans: number[] = [];
	const looks: number[] = [];
	await listRunningForwards();
	for (let round = 0; round < rounds; round++) {
		firsts.push(cpuOfFirstScan());
		looks.push(cpuOfSs());
		await pause(scanInterval);
		const before = process.cpuUsage();
		await listRunningForwards();
		const {user, system} = process.cpuUsage(before);
		scans.push((user + system) / 1000);
	}
	const name = 'A scan for foreign forwards, CPU';
	const look = median(looks);
	return [
		ratioRow(name, median(scans), look, 'ss -tlnp', 2),
		// Most of it is what V8 does once.
		{
			name: 'The first of them',
			value: ms(median(firsts)),
			against: `${(median(firsts) / look).toFixed(2)} × ss -tlnp`,
		},
	];
}

function cpuOfFirstScan(): number {
	const script = fileURLToPath(new URL('first-scan.ts', import.meta.url));
	return Number(execFileSync(process.execPath, ['--import', 'tsx', script], {encoding: 'utf8'}));
}

function cpuOfSs(): number {
	const script = 'TIMEFORMAT="%3U %3S"; time ss -tlnp >/dev/null';
	const said = execFileSync('bash', ['-c', `{ ${script}; } 2>&1`], {
		encoding: 'utf8',
		env: {...process.env, LC_ALL: 'C'},
	});
	const [user = Number.NaN, system = Number.NaN] = said.trim().split(' ').map(Number);
	return (user + system) * 1000;
}

/** What forwards cost to start, to use, to look for, and to keep. */
export async function measureForwards({isQuick}: Context): Promise<Row[]> {
	const rounds = isQuick ? 5 : 11;
	const bench = await openBench();
	const {own, up, config} = bench;
	const target = (await startSource(0)).port;
	const first = await up('box-0', await freePort(), target);
	const hub = await timeInKeeper(own, first);
	const seconds: number[] = [];
	const plain: number[] = [];
	for (let round = 0; round < rounds; round++) {
		plain.push(await timeOfPlain(config, await freePort(), target));
		seconds.push(await timeInKeeper(own, await up('box-0', await freePort(), target)));
	}
	const throughput = await measureThroughput(bench, rounds);
	for (const {id} of await own.list()) {
		await own.act(id, 'remove');
	}
	const started = performance.now();
	await Promise.all(
		hosts.flatMap(alias => Array.from({length: 10}, async () => up(alias, await freePort(), target))),
	);
	const hundred = performance.now() - started;
	const scan = spawnSync('ss', ['-V']).error ? [] : await measureScan(rounds);
	const pid = await bench.keeperPid();
	// V8 tidies up once after so much work.
	await pause(15_000);
	const before = cpuOf(pid);
	const idle = isQuick ? 15 : 60;
	await pause(idle * 1000);
	const cpu = cpuOf(pid) - before;
	for (const {id} of await own.list()) {
		await own.act(id, 'remove');
	}
	own.close();
	await bench.sshd.stop();
	return [
		ratioRow('A second forward on a live hub', median(seconds), median(plain), 'ssh -N -L anew', 0.2),
		ratioRow('100 forwards over 10 hosts', hundred, hub, 'the hub of one', 12),
		throughput,
		...scan,
		{name: `Keeper of 100 forwards, ${idle} s, CPU`, value: ms(cpu), target: '≤ 10 ms', isMet: cpu <= 10},
	];
}
