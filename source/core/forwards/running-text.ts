import type {RunningForward} from './running-forward.ts';

/** As ssh names the kinds in its options. */
const letters = {local: 'L', remote: 'R', dynamic: 'D', unknown: '?'} as const;

/** A forward that an ssh holds, in one line: `L 127.0.0.1:8080 → db:80 via bastion`. Not cleaned. */
export function runningText({kind, listen, target, host}: RunningForward): string {
	const end = target ?? (kind === 'unknown' ? 'unknown target' : 'SOCKS');
	return `${letters[kind]} ${listen} → ${end}${host === null ? '' : ` via ${host}`}`;
}

/** What started it, and its pid: `autossh 4711`. */
export function ownerText({owner, pid}: RunningForward): string {
	return `${owner === 'other' ? 'ssh' : owner} ${pid}`;
}
