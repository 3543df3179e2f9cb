import type {ForwardOwner} from './running-forward.ts';

/** The names that the editor and its kin have as processes on Linux. */
const editor = /^(code|code-insiders|code-oss|codium|vscodium|cursor)$/;
/** A line of /proc/PID/cgroup that ends in a service, other than the one that is all of a user's session. */
const service = /\/(?!user@)[^/\n]+\.service$/m;

/** Says what started a process: by the name of its parent, then by its terminal, then by its control group (proc(5)). */
export function judgeOwner(surroundings: {
	readonly parentName: string;
	readonly hasTerminal: boolean;
	readonly controlGroup: string;
}): ForwardOwner {
	const {parentName, hasTerminal, controlGroup} = surroundings;
	if (parentName === 'autossh') {
		return 'autossh';
	}
	if (editor.test(parentName)) {
		return 'VS Code';
	}
	if (hasTerminal) {
		return 'terminal';
	}
	return service.test(controlGroup) ? 'systemd' : 'other';
}
