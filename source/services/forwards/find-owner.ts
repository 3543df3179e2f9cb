import type {ForwardOwner} from '../../core/forwards/running-forward.ts';
import {type Process, readProcess, readText} from './ssh-processes.ts';

/** The names of the editor and its kin, and of the helper processes they start on Linux. */
const editor = /^(code|code-insiders|code-oss|codium|vscodium|cursor)$/;

/** Says what started a process: by its parent, then by its terminal, then by the service it runs in. */
export async function findOwner({pid, parent, hasTerminal}: Process): Promise<ForwardOwner> {
	const parentName = (await readProcess(parent))?.name ?? '';
	if (parentName === 'autossh') {
		return 'autossh';
	}
	if (editor.test(parentName)) {
		return 'VS Code';
	}
	if (hasTerminal) {
		return 'terminal';
	}
	const group = await readText(`/proc/${pid}/cgroup`);
	return /\/(?!user@)[^/\n]+\.service$/m.test(group) ? 'systemd' : 'other';
}
