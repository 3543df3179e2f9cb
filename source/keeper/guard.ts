import {type ChildProcess, spawn} from 'node:child_process';

/** Sees to it that hubs are not left alone when their keeper is killed. */
export type Guard = {
	/** Whether there are hubs to guard. */
	set(isNeeded: boolean): void;
};

/** How many times in a row, and when the keeper was started that was killed. */
const name = 'SALLYPORT_REVIVED';
/** A keeper that is killed again and again is not what hubs need. */
const mostRevivals = 3;
/** One that has lived so long (milliseconds) is not killed again and again. */
const steady = 60_000;

/**
 * A shell that waits for the end of our pipe, which it hears however we end, and then starts the next keeper (`program`
 * and `args`): that one adopts the hubs, and ends those that nobody uses.
 */
export function openGuard(program: string, args: readonly string[]): Guard {
	const [revivals = 0, born = 0] = (process.env[name] ?? '').split(' ').map(Number);
	const now = Date.now();
	let revived = now - born > steady ? 0 : revivals;
	let child: ChildProcess | null = null;
	let isWanted = false;

	function look(): void {
		if (isWanted && child === null && revived < mostRevivals) {
			child = spawn('/bin/sh', ['-c', 'read -r line || { sleep 1; exec "$0" "$@"; }', program, ...args], {
				stdio: ['pipe', 'ignore', 'ignore'],
				detached: true,
				env: {...process.env, [name]: `${revived + 1} ${now}`},
			});
			child.on('error', () => {});
			child.stdin!.on('error', () => {});
			child.unref();
		} else if (!isWanted && child !== null) {
			child.stdin!.end('no more\n');
			child = null;
		}
	}

	if (revived >= mostRevivals) {
		setTimeout(() => {
			revived = 0;
			look();
		}, steady).unref();
	}
	return {
		set(isNeeded) {
			isWanted = isNeeded;
			look();
		},
	};
}
