import {spawnSync} from 'node:child_process';

const deadline = 2000;

/** The processes that a process has started, and those that they have, as ps(1) knows them now. */
export function descendantsOf(pid: number): number[] {
	const {stdout} = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], {encoding: 'utf8', timeout: deadline});
	const rows = (stdout ?? '').split('\n').map(line => line.trim().split(/\s+/).map(Number));
	const found: number[] = [];
	for (let generation = [pid]; generation.length > 0; ) {
		generation = rows
			.filter(([child, parent]) => generation.includes(parent!) && !found.includes(child!))
			.map(([child]) => child!);
		found.push(...generation);
	}
	return found;
}
