import type {ConfiguredForward} from '../hosts/host.ts';
import {jumpName} from '../hosts/route.ts';
import {describeForward} from './forward.ts';
import type {ForwardStatus} from './forward-status.ts';
import {parseForwardOption} from './parse-forward.ts';
import type {RunningForward} from './running-forward.ts';
import {listenOf} from './status-words.ts';

/** Addresses that are one place for whoever looks at them from this machine are written in one way. */
function place(listen: string): string {
	return listen.replace(/^(?:127\.0\.0\.1|\[::1\]):/, 'localhost:').replace(/^(?:0\.0\.0\.0|\[::\]):/, '*:');
}

/** What the system tells of a forward of ours that listens on this machine; null where it tells nothing. */
export function runningOf(status: ForwardStatus, running: readonly RunningForward[]): RunningForward | null {
	const listen = place(listenOf(status));
	const isIt = (one: RunningForward): boolean => one.pid === status.pid && place(one.listen) === listen;
	return status.kind === 'remote' ? null : (running.find(isIt) ?? null);
}

/** A listener of unknown kind that the config asks for of the same host at the same place is that forward. */
export function asConfigured(
	running: RunningForward,
	configured: readonly ConfiguredForward[],
): RunningForward {
	const {kind, host, listen} = running;
	const alias = kind === 'unknown' && host !== null ? jumpName(host) : null;
	for (const asked of configured) {
		if (asked.alias === alias && asked.kind !== 'remote') {
			const forward = parseForwardOption(asked.kind, asked.listen, asked.target);
			if (!('problem' in forward) && place(describeForward(forward).listen) === place(listen)) {
				const target = forward.target === null ? null : describeForward(forward).target;
				return {...running, kind: asked.kind, target};
			}
		}
	}
	return running;
}
