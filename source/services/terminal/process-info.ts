import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';

/** What job control needs to know of a process. `session` is only good for comparing. */
export type ProcessInfo = {
	readonly isStopped: boolean;
	readonly parent: number;
	readonly group: number;
	readonly session: string;
};

/** A process as the kernel sees it now (proc(5), or ps(1) where there is no /proc); null when there is none. */
export function processInfo(pid: number): ProcessInfo | null {
	return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

function fromProc(pid: number): ProcessInfo | null {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
		// The command's name stands in parentheses and may hold any character.
		const [state, parent, group, session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		return {isStopped: state === 'T', parent: Number(parent), group: Number(group), session: session ?? ''};
	} catch {
		return null;
	}
}

function fromPs(pid: number): ProcessInfo | null {
	const ps = spawnSync('ps', ['-o', 'stat=,ppid=,pgid=,tty=', '-p', String(pid)], {
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'ignore'],
		timeout: 2000,
	});
	const [state, parent, group, terminal] = (ps.stdout ?? '').trim().split(/\s+/);
	if (ps.status !== 0 || state === undefined || terminal === undefined) {
		return null;
	}
	return {
		isStopped: state.startsWith('T'),
		parent: Number(parent),
		group: Number(group),
		session: terminal,
	};
}
