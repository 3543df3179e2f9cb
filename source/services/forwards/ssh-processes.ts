import {readdirSync, readFileSync, readlinkSync, statSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {setImmediate} from 'node:timers/promises';

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

/** So many processes are looked at before other work has its turn. */
const slice = 200;

/** The processes of the program `ssh` that run as this user. One that ends meanwhile is left out. */
export async function findSshProcesses(): Promise<Process[]> {
	const found: Process[] = [];
	for await (const pid of pidsOf(process.getuid?.() ?? null)) {
		if (/\/ssh( \(deleted\))?$/.test(readLink(`/proc/${pid}/exe`))) {
			const read = readProcess(pid);
			found.push(...(read === null ? [] : [read]));
		}
	}
	return found;
}

/**
 * The processes of a user, or (null) of all. What the kernel tells of a process without waiting for anybody is read at once: a
 * promise for each file costs many times what the reading does.
 */
export async function* pidsOf(uid: number | null): AsyncGenerator<number> {
	let looked = 0;
	for (const name of readNames('/proc')) {
		const pid = Number(name);
		if (!(pid > 0)) {
			continue;
		}
		if (++looked % slice === 0) {
			await setImmediate();
		}
		if (uid === null || statSync(`/proc/${name}`, {throwIfNoEntry: false})?.uid === uid) {
			yield pid;
		}
	}
}

/** What the kernel says of a process, or null when there is no such one. */
export function readProcess(pid: number): Process | null {
	const text = readNow(`/proc/${pid}/stat`);
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
export function socketInodes(pid: number): string[] {
	return readNames(`/proc/${pid}/fd`)
		.map(name => /^socket:\[(\d+)\]$/.exec(readLink(`/proc/${pid}/fd/${name}`))?.[1])
		.filter(inode => inode !== undefined);
}

/** The text of a small file under /proc that is there at once; empty when it is gone or may not be read. */
export function readNow(path: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return '';
	}
}

/**
 * The text of a file under /proc that may be long, or whose reading may wait, as that of a command line does for a process that
 * hangs; empty when it is gone or may not be read.
 */
export async function readText(path: string): Promise<string> {
	return readFile(path, 'utf8').catch(() => '');
}

function readNames(directory: string): string[] {
	try {
		return readdirSync(directory);
	} catch {
		return [];
	}
}

function readLink(path: string): string {
	try {
		return readlinkSync(path);
	} catch {
		return '';
	}
}
