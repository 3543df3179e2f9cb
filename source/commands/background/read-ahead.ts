import {setImmediate as nextTurn} from 'node:timers/promises';
import type {Host} from '../../core/hosts/host.ts';
import {prepareRank} from '../../core/search/rank.ts';

/** Takes about a millisecond: keys come between. */
const atOnce = 100;

/** Reads of all hosts what the list did not need, before a filter or an order does: with ten thousand one would feel that. */
export async function readAhead(hosts: readonly Host[], signal: AbortSignal): Promise<void> {
	for (let from = 0; from < hosts.length; from += atOnce) {
		await nextTurn(undefined, {signal});
		prepareRank(hosts.slice(from, from + atOnce));
	}
}
