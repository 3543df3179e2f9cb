import {readdir, readFile, readlink, stat} from 'node:fs/promises';

/** A running process of ours, from /proc/PID/stat (proc(5)). */
export type Process = {
	readonly pid: number;
	/** The program's name, cut at 15 bytes. */
	readonly name: string;
	readonly parent: number;
	readonly hasTerminal: boolean;
	/** When it started, in clock ticks since boot. */
	readonly startTicks: number;
};

/** The processes of the program `ssh` that run as this user. One that ends meanwhile is left out. */
export async function findSshProcesses(): Promise<Process[]> {
	const names = await readdir('/proc').catch(() => []);
	const pids = names.map(Number).filter(pid => pid > 0);
	const found = await Promise.all(pids.map(pid => readSsh(pid)));
	return found.filter(process => process !== null);
}

/** The program's link is asked first: one system call for a process, and the kernel refuses those of other users. */
async function readSsh(pid: number): Promise<Process | null> {
	const program = await readlink(`/proc/${pid}/exe`).catch(() => '');
	if (!/\/ssh( \(deleted\))?$/.test(program)) {
		return null;
	}
	const owner = await stat(`/proc/${pid}`).catch(() => null);
	return owner?.uid === process.getuid?.() ? readProcess(pid) : null;
}

/** What the kernel says of a process, or null when there is no such one. */
export async function readProcess(pid: number): Promise<Process | null> {
	const text = await readText(`/proc/${pid}/stat`);
	// The name stands in parentheses and may hold any character.
	const [, name, rest = ''] = /^\d+ \((.*)\) (.*)$/s.exec(text) ?? [];
	if (name === undefined) {
		return null;
	}
	const fields = rest.split(' ');
	return {
		pid,
		name,
		parent: Number(fields[1]),
		hasTerminal: fields[4] !== '0',
		startTicks: Number(fields[19]),
	};
}

/** The inodes of the sockets a process has open. */
export async function socketInodes(pid: number): Promise<string[]> {
	const names = await readdir(`/proc/${pid}/fd`).catch(() => []);
	const links = await Promise.all(names.map(name => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')));
	return links.map(link => /^socket:\[(\d+)\]$/.exec(link)?.[1]).filter(inode => inode !== undefined);
}

/** The text of a file under /proc; empty when it is gone or may not be read. */
export async function readText(path: string): Promise<string> {
	return readFile(path, 'utf8').catch(() => '');
}
