import type {Endpoint} from '../../core/forwards/forward.ts';
import {judgeOwner} from '../../core/forwards/judge-owner.ts';
import {matchListeners} from '../../core/forwards/match-listeners.ts';
import {parseTcpListeners, parseUnixListeners} from '../../core/forwards/proc-net.ts';
import type {RunningForward, RunningForwards} from '../../core/forwards/running-forward.ts';
import {parseSshArguments, splitCommandLine} from '../../core/forwards/ssh-arguments.ts';
import {findSshProcesses, type Process, readProcess, readText, socketInodes} from './ssh-processes.ts';

/** What Linux counts process times in, whatever its own clock: USER_HZ. */
const ticksPerSecond = 100;
/** Options that ask a question or a master: such a process holds no forward itself. */
const asking = ['G', 'O', 'Q', 'V'];

/**
 * The forwards that the `ssh` processes of this user hold, whoever started them, read from /proc with no child process.
 * A process that ends meanwhile is left out; nothing is thrown but an abort.
 */
export async function listRunningForwards({
	signal,
}: {
	signal?: AbortSignal | undefined;
} = {}): Promise<RunningForwards> {
	if (process.platform !== 'linux') {
		return {supported: false};
	}
	signal?.throwIfAborted();
	const processes = await findSshProcesses();
	if (processes.length === 0) {
		return {supported: true, forwards: []};
	}
	signal?.throwIfAborted();
	const [bootTime, listeners] = await Promise.all([readBootTime(), readListeners()]);
	const rows = await Promise.all(processes.map(process => readForwards(process, listeners, bootTime)));
	signal?.throwIfAborted();
	return {supported: true, forwards: rows.flat()};
}

async function readForwards(
	process: Process,
	listeners: ReadonlyMap<string, Endpoint>,
	bootTime: number,
): Promise<RunningForward[]> {
	const {pid, startTicks} = process;
	const [inodes, commandLine] = await Promise.all([socketInodes(pid), readText(`/proc/${pid}/cmdline`)]);
	const held = inodes.map(inode => listeners.get(inode)).filter(listener => listener !== undefined);
	const command = splitCommandLine(commandLine);
	const {destination, forwards, flags} = parseSshArguments(command.slice(1));
	const asked = asking.some(flag => flags.has(flag)) ? [] : forwards;
	const rows = matchListeners(held, asked);
	if (rows.length === 0) {
		return [];
	}
	const [parent, controlGroup] = await Promise.all([
		readProcess(process.parent),
		readText(`/proc/${pid}/cgroup`),
	]);
	const owner = judgeOwner({parentName: parent?.name ?? '', hasTerminal: process.hasTerminal, controlGroup});
	const since = bootTime + startTicks / ticksPerSecond;
	return rows.map(row => ({
		pid,
		startTicks,
		...row,
		host: destination,
		owner,
		since,
		command: command.join(' '),
	}));
}

async function readListeners(): Promise<Map<string, Endpoint>> {
	const [tcp, tcp6, unix] = await Promise.all([
		readText('/proc/net/tcp'),
		readText('/proc/net/tcp6'),
		readText('/proc/net/unix'),
	]);
	return new Map([...parseTcpListeners(tcp), ...parseTcpListeners(tcp6), ...parseUnixListeners(unix)]);
}

/** In seconds since the epoch. */
async function readBootTime(): Promise<number> {
	return Number(/^btime (\d+)$/m.exec(await readText('/proc/stat'))?.[1] ?? 0);
}
