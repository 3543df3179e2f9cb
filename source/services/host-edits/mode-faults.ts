import type {Stats} from 'node:fs';
import {octal} from '../../core/doctor/mode-fault.ts';

/** Why ssh does not take a file of its own config (not that of `-F`): whole sentences, none where it does. */
export function modeFaults({mode, uid}: Pick<Stats, 'mode' | 'uid'>): string[] {
	return [
		...((mode & 0o022) === 0
			? []
			: [`Others may write it (${octal(mode & 0o777)}): ssh refuses to run. chmod go-w mends it.`]),
		...(uid === 0 || uid === process.getuid?.() ? [] : ['It belongs to somebody else: ssh refuses to run.']),
	];
}
