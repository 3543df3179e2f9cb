import {execFileSync} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';

/** Whether a process with this id is there (an ended one that nobody has waited for counts as gone). */
export function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
	} catch {
		return false;
	}
	try {
		return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
	} catch {
		return process.platform !== 'linux';
	}
}

/** The ids of all children of a process, their children and so on, the process itself not included. */
export function descendantsOf(pid: number): number[] {
	const found: number[] = [];
	const parents = parentsOfAll();
	for (let generation = [pid]; generation.length > 0; ) {
		generation = parents.filter(([, parent]) => generation.includes(parent)).map(([child]) => child);
		found.push(...generation);
	}
	return found;
}

/** What a process was started with, its program first; empty when it has ended, or where /proc does not tell. */
export function wordsOf(pid: number): string[] {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
	} catch {
		return [];
	}
}

/** Ends a process and all its descendants at once. Those that are gone already do not matter. */
export function endTree(pid: number): void {
	for (const one of [pid, ...descendantsOf(pid)]) {
		try {
			process.kill(one, 'SIGKILL');
		} catch {}
	}
}

function parentsOfAll(): Array<[pid: number, parent: number]> {
	if (process.platform !== 'linux') {
		const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], {encoding: 'utf8'}).trim().split('\n');
		return lines.map(line => line.trim().split(/\s+/).map(Number) as [number, number]);
	}
	return readdirSync('/proc').flatMap((name): Array<[number, number]> => {
		try {
			const stat = readFileSync(`/proc/${Number(name)}/stat`, 'utf8');
			return [[Number(name), Number(stat.slice(stat.lastIndexOf(')') + 4).split(' ')[0])]];
		} catch {
			return [];
		}
	});
}
