import {sizeText} from '../files/show-entry.ts';
import {counted} from '../text/numbers.ts';
import type {RunningForward} from './running-forward.ts';

/** How much a forward is used now, in a long and a short form; both empty where nobody is connected. */
export function describeUse(running: Pick<RunningForward, 'connections' | 'bytes'> | null): {
	readonly long: string;
	readonly short: string;
} {
	const connections = running?.connections ?? 0;
	const short = connections === 0 ? '' : counted(connections, 'connection');
	const bytes = running?.bytes ?? null;
	const carried = bytes === null ? '' : `, ${sizeText(bytes.in)} in, ${sizeText(bytes.out)} out`;
	return {short, long: short === '' ? '' : short + carried};
}
