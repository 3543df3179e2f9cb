import {sizeText} from '../files/show-entry.ts';
import {counted} from '../text/numbers.ts';
import type {RunningForward} from './running-forward.ts';

/** How much a forward is used now, longest first: connections and bytes, bytes, connections; empty where nobody is connected. */
export function describeUse(running: Pick<RunningForward, 'connections' | 'bytes'> | null): {
	readonly long: string;
	readonly middle: string;
	readonly short: string;
} {
	const connections = running?.connections ?? 0;
	const short = connections === 0 ? '' : counted(connections, 'connection');
	const bytes = running?.bytes ?? null;
	if (short === '' || bytes === null) {
		return {long: short, middle: short, short};
	}
	const middle = `${sizeText(bytes.in)} in, ${sizeText(bytes.out)} out`;
	return {long: `${short}, ${middle}`, middle, short};
}
