import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {hostname} from 'node:os';
import type {Identity} from '../../core/keeper/lock-record.ts';

/** The machine and its boot: a pid recorded on another one, or before, says nothing. */
export type Machine = {readonly host: string; readonly boot: string};

export function thisMachine(): Machine {
	return {host: hostname(), boot: bootId()};
}

function bootId(): string {
	if (process.platform === 'linux') {
		try {
			return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
		} catch {}
	}
	return ask('sysctl', ['-n', 'kern.boottime']) ?? 'unknown';
}

/**
 * A running process together with when it began: on Linux clock ticks since boot (proc_pid_stat(5), field 22), elsewhere
 * what `ps -o lstart` prints. Null when there is none, or one that has ended and waits for its parent.
 */
export function identify(pid: number): Identity | null {
	const start =
		process.platform === 'linux' ? startInProc(pid) : ask('ps', ['-o', 'lstart=', '-p', `${pid}`]);
	return start === null ? null : {pid, start};
}

/** Whether that very process still runs. */
export function isRunning({pid, start}: Identity): boolean {
	return identify(pid)?.start === start;
}

/** Signals the process group that a process leads, if it is that very process. */
export function signalGroup(identity: Identity, signal: NodeJS.Signals): void {
	if (isRunning(identity)) {
		try {
			process.kill(-identity.pid, signal);
		} catch {}
	}
}

function startInProc(pid: number): string | null {
	const fields = statInProc(pid);
	return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
}

/** Whether a process was stopped by a signal, or by a debugger. */
export function isStopped(pid: number): boolean {
	const state =
		process.platform === 'linux' ? statInProc(pid)[0] : ask('ps', ['-o', 'state=', '-p', `${pid}`]);
	return /^[Tt]/.test(state ?? '');
}

/** The fields of /proc/PID/stat from the third on; none when there is no such process. */
function statInProc(pid: number): string[] {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
		// The name in parentheses may hold anything, spaces and parentheses included.
		return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	} catch {
		return [];
	}
}

function ask(program: string, args: readonly string[]): string | null {
	const {status, stdout} = spawnSync(program, args, {
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'ignore'],
		timeout: 2000,
		env: {...process.env, LC_ALL: 'C'},
	});
	const text = (stdout ?? '').trim();
	return status === 0 && text !== '' ? text : null;
}
