import {processInfo} from './process-info.ts';

/**
 * Whether somebody could continue this process after a stop: its process group has a parent outside itself in the same
 * session, as a job of a shell has. Otherwise (`exec sallyport`, the command of a tmux window) a stop would be for good.
 */
export function canBeStopped(): boolean {
	const self = processInfo(process.pid);
	let parent = self && processInfo(self.parent);
	while (parent && parent.group === self?.group) {
		parent = processInfo(parent.parent);
	}
	return parent?.session === self?.session && self !== null;
}

/**
 * Stops the whole job, as Ctrl+Z at a shell does (npm and the like must stop too, or the shell would not notice).
 * Returns true once the job was continued, false at once when it cannot be stopped.
 * The terminal must have been handed back before.
 */
export function stopJob(): boolean {
	return stop(0);
}

/** Stops this process alone: the answer to a SIGTSTP, which reached the others of the job by itself. */
export function stopSelf(): boolean {
	return stop(process.pid);
}

function stop(target: number): boolean {
	if (!canBeStopped()) {
		return false;
	}
	// SIGTSTP would only wake our own listener for it.
	process.kill(target, 'SIGSTOP');
	return true;
}
