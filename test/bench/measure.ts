import {execFileSync} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';

/** One line of the table: what was measured, against what, and the most that it may be. */
export type Row = {
	readonly name: string;
	readonly value: string;
	/** The reference it is set against, as text: a ratio of two figures measured side by side. */
	readonly against?: string;
	readonly target?: string;
	readonly isMet?: boolean;
};

export type Context = {
	/** Fewer rounds and a shorter idle time. */
	readonly isQuick: boolean;
	/** Median CPU of `node -e 0` in milliseconds, measured anew among the rounds. */
	readonly nodeCpu: () => number;
};

export function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted.length / 2;
	const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
	return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}

export const ms = (milliseconds: number): string => `${milliseconds.toFixed(milliseconds < 10 ? 2 : 0)} ms`;

/** A row for a figure that may be at most `most` times the reference. */
export function ratioRow(name: string, value: number, reference: number, of: string, most: number): Row {
	const ratio = value / reference;
	return {
		name,
		value: ms(value),
		against: `${ratio.toFixed(2)} × ${of} (${ms(reference)})`,
		target: `≤ ${most} ×`,
		isMet: ratio <= most,
	};
}

/** CPU time of one `node -e 0`, user and system, in milliseconds. */
export function cpuOfEmptyNode(): number {
	const script = 'TIMEFORMAT="%3U %3S"; time "$0" -e 0';
	const said = execFileSync('bash', ['-c', `{ ${script}; } 2>&1`, process.execPath], {
		encoding: 'utf8',
		env: {...process.env, LC_ALL: 'C'},
	});
	const [user = Number.NaN, system = Number.NaN] = said.trim().split(' ').map(Number);
	return (user + system) * 1000;
}

/** CPU time that the threads of a process have used so far, in milliseconds (Linux: it reads /proc/PID/task). */
export function cpuOf(pid: number): number {
	const tasks = `/proc/${pid}/task`;
	const nanoseconds = readdirSync(tasks).map(task =>
		Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]),
	);
	return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e6;
}

export function pause(milliseconds: number): Promise<void> {
	return new Promise(resolve => setTimeout(resolve, milliseconds));
}
