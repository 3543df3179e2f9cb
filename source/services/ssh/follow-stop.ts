import type {ChildProcess} from 'node:child_process';
import {canBeStopped, stopJob} from '../terminal/job-control.ts';
import {readLineModes, restoreLineModes} from '../terminal/line-modes.ts';
import {processInfo} from '../terminal/process-info.ts';

const interval = 500;

/**
 * `~^Z` stops ssh alone, and Node does not tell: the terminal would be frozen for good. So the job stops with it, and
 * when the user's shell continues the job, ssh goes on. `modesAtStart` are the line modes before ssh had the terminal.
 * Returns what ends the watch.
 */
export function watchForStop(child: ChildProcess, modesAtStart: string | null): () => void {
	const timer = setInterval(() => {
		if (child.pid !== undefined && processInfo(child.pid)?.isStopped) {
			stopWith(modesAtStart);
			child.kill('SIGCONT');
		}
	}, interval);
	return () => clearInterval(timer);
}

function stopWith(modesAtStart: string | null): void {
	if (!canBeStopped()) {
		process.stderr.write('\r\nNo shell here could continue a stopped ssh: it goes on.\r\n');
		return;
	}
	const modes = readLineModes();
	stopJob();
	// An ssh that stopped itself had tidied up, and sets its own modes again. One stopped from outside had not.
	if (modes !== modesAtStart) {
		restoreLineModes(modes);
	}
}
