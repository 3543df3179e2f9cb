import type {Endpoint} from '../../core/forwards/forward.ts';
import {readByteCounts} from '../../core/forwards/read-byte-counts.ts';
import type {ByteCounts} from '../../core/forwards/running-forward.ts';
import {capture} from '../ssh/capture.ts';

const deadline = 2000;

/**
 * What the connections at these ends on this machine have carried, by inode, as `ss` tells; none where it does not. No child is
 * started where there is no TCP connection.
 */
export async function countBytes(
	ends: readonly Endpoint[],
	signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, ByteCounts>> {
	const ports = new Set(ends.flatMap(end => ('port' in end ? [end.port] : [])));
	if (ports.size === 0) {
		return new Map();
	}
	const filter = Array.from(ports, port => `sport = :${port}`).join(' or ');
	try {
		const said = await capture('ss', ['-tinHe', 'state', 'established', `( ${filter} )`], {deadline, signal});
		return readByteCounts(said.stdout);
	} catch {
		return new Map();
	}
}
