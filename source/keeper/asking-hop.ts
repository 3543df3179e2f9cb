import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';

/**
 * The jump host that a process is an ssh to: the last word of `ssh … -W [host]:port jump`, as OpenSSH starts it for
 * ProxyJump; null for any other process.
 */
export function askingHop(pid: number): string | null {
	const words = commandLineOf(pid);
	return words.includes('-W') ? (words.at(-1) ?? null) : null;
}

function commandLineOf(pid: number): string[] {
	try {
		if (process.platform === 'linux') {
			return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
		}
		const args = ['-ww', '-o', 'args=', '-p', `${pid}`];
		return execFileSync('ps', args, {encoding: 'utf8', timeout: 2000}).trim().split(/\s+/);
	} catch {
		return [];
	}
}
