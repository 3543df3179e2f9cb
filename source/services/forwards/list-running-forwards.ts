import type {Endpoint} from '../../core/forwards/forward.ts';
import {judgeOwner} from '../../core/forwards/judge-owner.ts';
import {matchListeners, type Row} from '../../core/forwards/match-listeners.ts';
import {sumOfBytes} from '../../core/forwards/read-byte-counts.ts';
import type {RunningForward, RunningForwards, RunningProcess} from '../../core/forwards/running-forward.ts';
import {parseSshArguments, splitCommandLine} from '../../core/forwards/ssh-arguments.ts';
import {countBytes} from './count-bytes.ts';
import {readSockets} from './listeners.ts';
import {
	findSshProcesses,
	type Process,
	readNow,
	readProcess,
	readText,
	socketInodes,
} from './ssh-processes.ts';

/** What Linux counts process times in, whatever its own clock: USER_HZ. */
const ticksPerSecond = 100;
/** Options that ask a question or a master: such a process holds no forward itself. */
const asking = ['G', 'O', 'Q', 'V'];
/** Options without which there is a shell or a command on the terminal. */
const silent = ['N', 'W', 's'];

export type RunningOptions = {
	/** Only of processes whose command line names something in this directory. */
	readonly within?: string | undefined;
	readonly signal?: AbortSignal | undefined;
};

/**
 * The forwards that the `ssh` processes of this user hold, whoever started them, read from /proc; what their connections carry,
 * where there are any, is asked of `ss`. A process that ends meanwhile is left out; nothing is thrown but an abort.
 */
export async function listRunningForwards({within, signal}: RunningOptions = {}): Promise<RunningForwards> {
	if (process.platform !== 'linux') {
		return {supported: false};
	}
	signal?.throwIfAborted();
	const processes = await findSshProcesses();
	if (processes.length === 0) {
		return {supported: true, forwards: [], sessions: []};
	}
	signal?.throwIfAborted();
	const sockets = await readSockets();
	const found = await Promise.all(processes.map(process => readSsh(process, sockets, within)));
	const held = found.flatMap(({forwards}) => forwards);
	const ends = held.flatMap(({through}) => through ?? []).flatMap(inode => sockets.ends.get(inode) ?? []);
	const bytes = await countBytes(ends, signal);
	signal?.throwIfAborted();
	return {
		supported: true,
		forwards: held.map(({through, ...forward}) => ({
			...forward,
			connections: through?.length ?? null,
			bytes: through === null ? null : sumOfBytes(through, bytes),
		})),
		sessions: found.flatMap(({session}) => (session === null ? [] : [session])),
	};
}

type Held = Omit<RunningForward, 'connections' | 'bytes'> & Pick<Row, 'through'>;

/** What one process holds: its forwards, and the destination of a session on a terminal. */
async function readSsh(
	process: Process,
	{listeners, ends}: {listeners: ReadonlyMap<string, Endpoint>; ends: ReadonlyMap<string, Endpoint>},
	within: string | undefined,
): Promise<{forwards: readonly Held[]; session: string | null}> {
	const {pid, startTicks} = process;
	const inodes = socketInodes(pid);
	const commandLine = await readText(`/proc/${pid}/cmdline`);
	if (within !== undefined && !commandLine.includes(`${within}/`)) {
		return {forwards: [], session: null};
	}
	const held = inodes.map(inode => listeners.get(inode)).filter(listener => listener !== undefined);
	const command = splitCommandLine(commandLine);
	const {destination, forwards, flags} = parseSshArguments(command.slice(1));
	const isAsking = asking.some(flag => flags.has(flag));
	const isSession = process.hasTerminal && !isAsking && !silent.some(flag => flags.has(flag));
	const session = isSession ? destination : null;
	const mine = inodes.flatMap(inode => {
		const end = ends.get(inode);
		return end === undefined ? [] : [[inode, end] as const];
	});
	const rows = matchListeners(held, isAsking ? [] : forwards, new Map(mine));
	if (rows.length === 0) {
		return {forwards: [], session};
	}
	const parent = readProcess(process.parent);
	const controlGroup = readNow(`/proc/${pid}/cgroup`);
	const owner = judgeOwner({parentName: parent?.name ?? '', hasTerminal: process.hasTerminal, controlGroup});
	const since = readBootTime() + startTicks / ticksPerSecond;
	const keeper = owner === 'autossh' && parent !== null ? await describeProcess(parent) : null;
	const line = command.join(' ');
	const common = {pid, startTicks, host: destination, owner, since, command: line, parent: keeper};
	return {forwards: rows.map(row => ({...common, ...row})), session};
}

async function describeProcess({pid, startTicks}: Process): Promise<RunningProcess> {
	const words = splitCommandLine(await readText(`/proc/${pid}/cmdline`));
	return {pid, startTicks, command: words.join(' ')};
}

let bootTime: number | null = null;

/** In seconds since the epoch. */
function readBootTime(): number {
	bootTime ??= Number(/^btime (\d+)$/m.exec(readNow('/proc/stat'))?.[1] ?? 0);
	return bootTime;
}
