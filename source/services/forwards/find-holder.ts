import type {Endpoint} from '../../core/forwards/forward.ts';
import {splitCommandLine} from '../../core/forwards/ssh-arguments.ts';
import {isAt, readListenersLike} from './listeners.ts';
import {pidsOf, readProcess, readText, socketInodes} from './ssh-processes.ts';

/** A program that listens somewhere. */
export type Holder = {readonly pid: number; readonly name: string};

const everywhere = new Set(['0.0.0.0', '::']);

function isInTheWay(listener: Endpoint, wanted: Endpoint): boolean {
	const isEverywhere =
		'port' in listener &&
		'port' in wanted &&
		listener.port === wanted.port &&
		everywhere.has(listener.address ?? '');
	return isEverywhere || isAt(listener, wanted);
}

/**
 * Who listens where a forward is to listen: the program, `unknown` for one of another user, null when nobody does, or where the
 * system does not tell.
 */
export async function findHolder(wanted: Endpoint): Promise<Holder | 'unknown' | null> {
	if (process.platform !== 'linux') {
		return null;
	}
	const listeners = await readListenersLike(wanted);
	const inodes = new Set(
		Array.from(listeners)
			.filter(([, listener]) => isInTheWay(listener, wanted))
			.map(([inode]) => inode),
	);
	if (inodes.size === 0) {
		return null;
	}
	const uid = process.getuid?.() ?? null;
	for await (const pid of pidsOf(uid === 0 ? null : uid)) {
		if (socketInodes(pid).some(inode => inodes.has(inode))) {
			const found = readProcess(pid);
			if (found !== null) {
				// Some programs name their threads, and are known by another name.
				const [program = ''] = splitCommandLine(await readText(`/proc/${pid}/cmdline`));
				const isPlain = /^\S*[\w.+-]$/.test(program);
				return {pid, name: isPlain ? program.replace(/^.*\//, '') : found.name};
			}
		}
	}
	return 'unknown';
}
