import {execFile} from 'node:child_process';
import {readFile} from 'node:fs/promises';

/**
 * When a process began, as text that no later process of the same pid shares; null when there is no such process.
 * Linux: clock ticks since boot, proc_pid_stat(5) field 22; elsewhere what `ps -o lstart` prints.
 */
export async function processStart(pid: number): Promise<string | null> {
	if (process.platform !== 'linux') {
		return startByPs(pid);
	}
	try {
		const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
		// The name in parentheses may hold anything, spaces and parentheses included.
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		return fields[0] === 'Z' ? null : (fields[19] ?? null);
	} catch {
		return null;
	}
}

function startByPs(pid: number): Promise<string | null> {
	return new Promise(resolve => {
		const options = {timeout: 2000, env: {...process.env, LC_ALL: 'C'}};
		execFile('ps', ['-o', 'lstart=', '-p', String(pid)], options, (error, stdout) => {
			resolve(error || stdout.trim() === '' ? null : stdout.trim());
		});
	});
}
