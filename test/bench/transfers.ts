import {execFileSync, spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {existsSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {atExit} from '../helpers/at-exit.ts';
import {startRelay} from '../helpers/relay.ts';
import {startSshd} from '../helpers/sshd.ts';
import {tempDir} from '../helpers/temp-dir.ts';
import {until} from '../helpers/wait.ts';
import {type Context, median, type Row} from './measure.ts';

/** A server, one login to it that the peers share, and data in memory. */
type Place = {
	readonly configFile: string;
	readonly socket: string;
	/** For rclone, which has an ssh of its own. */
	readonly rclone: string;
	readonly env: NodeJS.ProcessEnv;
	readonly directory: string;
	stop(): Promise<void>;
};

const alias = 'box';
/** What OpenSSH's client and server agree on by themselves: rclone, with an ssh of its own, would take a cheaper one. */
const cipher = 'chacha20-poly1305@openssh.com';
const memory = existsSync('/dev/shm') ? '/dev/shm' : undefined;
const hasRclone = ((): boolean => {
	try {
		execFileSync('rclone', ['--version'], {stdio: 'ignore'});
		return true;
	} catch {
		return false;
	}
})();

/** `rtt` in milliseconds; 0 is without a relay. */
async function openPlace(rtt: number): Promise<Place> {
	const sshd = await startSshd({sftp: sftpServer(), lines: [`Ciphers ${cipher}`]});
	const relay = rtt === 0 ? null : await startRelay(sshd.port);
	relay?.delay(rtt / 2);
	const port = relay?.port ?? sshd.port;
	const far = [`Port ${port}`, `HostKeyAlias [127.0.0.1]:${sshd.port}`];
	const configFile = sshd.writeConfig([sshd.configFor(alias, far)]);
	const home = tempDir('home');
	const socket = join(home, 'master');
	const env = {
		...process.env,
		SSH_AUTH_SOCK: undefined,
		XDG_STATE_HOME: join(home, 'state'),
		XDG_RUNTIME_DIR: home,
		XDG_CACHE_HOME: join(home, 'cache'),
	};
	const master = spawn('ssh', ['-F', configFile, '-M', '-N', '-S', socket, '--', alias], {stdio: 'ignore'});
	const ended = once(master, 'exit');
	atExit(() => master.kill());
	await until(() => existsSync(socket));
	const directory = tempDir('bulk', memory);
	const options = `host=127.0.0.1,port=${port},user=${sshd.user},key_file=${sshd.identityFile},shell_type=unix,md5sum_command=none,sha1sum_command=none`;
	return {
		...{configFile, socket, env, directory},
		rclone: `:sftp,${options}:`,
		async stop() {
			master.kill();
			await ended;
			await relay?.stop();
			await sshd.stop();
			rmSync(directory, {recursive: true, force: true});
		},
	};
}

function sftpServer(): string {
	const places = [
		'/usr/lib/openssh/sftp-server',
		'/usr/libexec/openssh/sftp-server',
		'/usr/libexec/sftp-server',
	];
	return places.find(path => existsSync(path)) ?? 'internal-sftp';
}

/** Seconds that a program takes; throws when it fails. */
async function timeOf(place: Place, program: string, args: readonly string[], input = ''): Promise<number> {
	const started = performance.now();
	const child = spawn(program, args, {
		env: place.env,
		stdio: ['pipe', 'ignore', 'pipe'],
		cwd: place.directory,
	});
	let said = '';
	child.stderr.on('data', (text: Buffer) => {
		said += text.toString();
	});
	child.stdin.end(input);
	const [code] = (await once(child, 'close')) as [number | null];
	if (code !== 0) {
		throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${said}`);
	}
	return (performance.now() - started) / 1000;
}

type Way = 'down' | 'up';
/** Copies `name` from `from` into `to` (directories of the place), seconds. */
type Copy = (place: Place, way: Way, name: string) => Promise<number>;

const ours: Copy = ({configFile, directory, ...place}, way, name) => {
	const args = [join(process.cwd(), 'dist/cli.js'), '-F', configFile];
	const words =
		way === 'down'
			? ['get', `${alias}:${directory}/from/${name}`, `${directory}/to/`]
			: ['put', `${directory}/from/${name}`, `${alias}:${directory}/to/`];
	return timeOf({configFile, directory, ...place}, process.execPath, [...args, ...words]);
};

const sftp: Copy = (place, way, name) => {
	const {configFile, socket, directory} = place;
	const verb = way === 'down' ? 'get' : 'put';
	const args = ['-q', '-F', configFile, '-o', `ControlPath=${socket}`, '-b', '-', alias];
	return timeOf(place, 'sftp', args, `${verb} -r ${directory}/from/${name} ${directory}/to/\n`);
};

const scp: Copy = (place, way, name) => {
	const {configFile, socket, directory} = place;
	const [from, to] = [`${directory}/from/${name}`, `${directory}/to/`];
	const words = way === 'down' ? [`${alias}:${from}`, to] : [from, `${alias}:${to}`];
	return timeOf(place, 'scp', ['-q', '-r', '-F', configFile, '-o', `ControlPath=${socket}`, ...words]);
};

const tar: Copy = (place, way, name) => {
	const {configFile, socket, directory} = place;
	const ssh = `ssh -F '${configFile}' -S '${socket}' ${alias}`;
	const [pack, unpack] = [`tar cf - -C ${directory}/from ${name}`, `tar xf - -C ${directory}/to`];
	const line = way === 'down' ? `${ssh} '${pack}' | ${unpack}` : `${pack} | ${ssh} '${unpack}'`;
	return timeOf(place, 'sh', ['-c', line]);
};

const rclone: Copy = (place, way, name) => {
	const {directory} = place;
	const there = (path: string): string => `${place.rclone}${directory}/${path}`;
	const [from, to] =
		way === 'down'
			? [there(`from/${name}`), `${directory}/to/${name}.d`]
			: [`${directory}/from/${name}`, there(`to/${name}.d`)];
	const args = ['copy', '--config', '/dev/null', '--transfers', '32', '--ignore-checksum', from, to];
	return timeOf(place, 'rclone', args);
};

type Peer = {
	readonly name: string;
	readonly copy: Copy;
	/** What it copies where the whole would take too long, and how many times that is the whole. */
	readonly part?: {readonly name: string; readonly times: number} | undefined;
	/** How many times as quick as it we are to be; below 1 we may be slower. */
	readonly target: Readonly<Record<Way, number>>;
};

type Work = {
	readonly title: string;
	readonly rtt: number;
	readonly name: string;
	readonly peers: readonly Peer[];
	readonly rounds: number;
	fill(from: string): void;
};

async function measure({title, rtt, name, peers, rounds, fill}: Work): Promise<Row[]> {
	const place = await openPlace(rtt);
	const {directory} = place;
	const [from, to] = [join(directory, 'from'), join(directory, 'to')];
	mkdirSync(from);
	mkdirSync(to);
	fill(from);
	const rows: Row[] = [];
	const timed = async (copy: Copy, way: Way, what: string): Promise<number> => {
		const time = await copy(place, way, what);
		if (copy === ours) {
			execFileSync('diff', ['-r', join(from, what), join(to, what)]);
		}
		execFileSync('sh', ['-c', `rm -rf ${to} && mkdir ${to}`]);
		return time;
	};
	try {
		// The login is there for all, as it is in the dashboard.
		await timed(ours, 'down', 'warm');
		for (const way of ['down', 'up'] as const) {
			const own: number[] = [];
			const theirs = peers.map((): number[] => []);
			for (let round = 0; round < rounds; round++) {
				own.push(await timed(ours, way, name));
				for (const [index, {copy, part}] of peers.entries()) {
					theirs[index]!.push((await timed(copy, way, part?.name ?? name)) * (part?.times ?? 1));
				}
			}
			const time = median(own);
			for (const [index, peer] of peers.entries()) {
				const other = median(theirs[index]!);
				const ratio = other / time;
				const target = peer.target[way];
				rows.push({
					name: `${title} ${way}`,
					value: `${time.toFixed(2)} s`,
					against: `${ratio.toFixed(2)} × as quick as ${peer.name} (${other.toFixed(2)} s${peer.part ? ', from a part' : ''})`,
					...(target > 0 && {target: `≥ ${Number(target.toFixed(2))} ×`, isMet: ratio >= target}),
				});
			}
		}
	} finally {
		await place.stop();
	}
	return rows;
}

function fillFile(path: string, mebibytes: number): void {
	execFileSync('sh', ['-c', `head -c ${mebibytes * 1024 * 1024} /dev/urandom > ${path}`]);
}

function fillTree(path: string, files: number): void {
	const directories = Math.ceil(files / 100);
	for (let directory = 0; directory < directories; directory++) {
		mkdirSync(join(path, `d${directory}`), {recursive: true});
		for (let file = 0; file < Math.min(100, files); file++) {
			writeFileSync(join(path, `d${directory}`, `f${file}`), randomBytes(4096));
		}
	}
}

const none = {down: 0, up: 0};
const third = {down: 1 / 3, up: 1 / 3};

/** Files and trees between this machine and a server, against what else does that. */
export async function measureTransfers({isQuick}: Context): Promise<Row[]> {
	const [big, rounds] = isQuick ? [512, 3] : [1024, 5];
	const part = isQuick ? 500 : 2500;
	const some = <T>(peer: T): T[] => (hasRclone ? [peer] : []);
	const fill =
		(name: string, make: (path: string) => void, parts: Record<string, number> = {}) =>
		(from: string): void => {
			writeFileSync(join(from, 'warm'), 'x');
			make(join(from, name));
			for (const [part, files] of Object.entries(parts)) {
				fillTree(join(from, part), files);
			}
		};
	const works: Work[] = [
		{
			title: `${big} MiB, RTT 0,`,
			...{rtt: 0, name: 'big', rounds},
			fill: fill('big', path => fillFile(path, big)),
			peers: [
				{name: 'sftp', copy: sftp, target: {down: 0.7, up: 0.9}},
				{name: 'scp', copy: scp, target: none},
				...some({name: 'rclone', copy: rclone, target: {down: 1, up: 1}}),
			],
		},
		{
			title: '256 MiB, RTT 100 ms,',
			...{rtt: 100, name: 'big', rounds: Math.floor(rounds / 2)},
			fill: fill('big', path => fillFile(path, 256)),
			peers: [{name: 'sftp', copy: sftp, target: {down: 2.5, up: 2.5}}],
		},
		{
			title: '10,000 × 4 KiB, RTT 0,',
			...{rtt: 0, name: 'tree', rounds: Math.ceil(rounds / 2)},
			fill: fill('tree', path => fillTree(path, 10_000)),
			peers: [
				{name: 'sftp -r', copy: sftp, target: {down: 4, up: 3}},
				{name: 'tar over ssh', copy: tar, target: third},
			],
		},
		{
			title: '10,000 × 4 KiB, RTT 40 ms,',
			...{rtt: 40, name: 'tree', rounds: Math.floor(rounds / 2)},
			fill: fill('tree', path => fillTree(path, 10_000), {part, ...(!isQuick && {slow: 100})}),
			peers: [
				...(isQuick ? [] : [{name: 'sftp -r', copy: sftp, part: {name: 'slow', times: 100}, target: none}]),
				{name: 'tar over ssh', copy: tar, target: {down: 1 / 4, up: 1 / 4}},
				...some({
					name: 'rclone --transfers 32',
					copy: rclone,
					part: {name: 'part', times: 10_000 / part},
					target: {down: 12, up: 12},
				}),
			],
		},
	];
	const rows: Row[] = [];
	for (const work of works) {
		rows.push(...(await measure(work)));
	}
	return rows;
}
