import {describeError, isAbort} from '../../core/errors.ts';
import {ExecConsentNeeded} from '../../core/hosts/exec-consent-needed.ts';
import type {AppEvent} from '../../state/events.ts';
import {selectedRow} from '../../state/rows/details-rows.ts';
import type {Store} from '../../state/store.ts';
import type {Services} from '../services.ts';
import {latest} from './latest.ts';

/** The cursor must rest for this many milliseconds on a host before ssh is asked about it. */
const restDelay = 120;

export type DetailsFollower = {
	/** Asks ssh about the selected host; `allowExec` although that may run a `Match exec` command. */
	load(allowExec: boolean): void;
	stop(): void;
};

async function readDetails(
	services: Services,
	alias: string,
	allowExec: boolean,
	signal: AbortSignal,
): Promise<AppEvent> {
	try {
		const details = await services.config.details(alias, {allowExec, signal});
		return {type: 'details-loaded', alias, details};
	} catch (error) {
		if (isAbort(error)) {
			throw error;
		}
		return error instanceof ExecConsentNeeded
			? {type: 'details-withheld', alias}
			: {type: 'details-failed', alias, reason: describeError(error)};
	}
}

/** Keeps the Details pane on the host that the cursor rests on. */
export function followDetails(
	store: Store,
	services: Services,
	report: (error: unknown) => void,
): DetailsFollower {
	const {send} = store;
	const task = latest(report);
	let rest: NodeJS.Timeout | undefined;

	function load(allowExec: boolean): void {
		const row = selectedRow(store.state());
		send({type: 'selection-rested', key: row?.key ?? null});
		if (row?.kind !== 'host' || row.host.refused !== null || services.sessions.obstacle() !== null) {
			task.cancel();
			return;
		}
		const {alias} = row.host;
		// What is on show stays there until there is newer.
		if (store.state().details.status !== 'ready') {
			send({type: 'details-requested', alias});
		}
		task.run(async signal => {
			const event = await readDetails(services, alias, allowExec, signal);
			if (!signal.aborted) {
				send(event);
			}
		});
	}

	const unsubscribe = store.subscribe((state, before) => {
		if (selectedRow(state)?.key !== selectedRow(before)?.key) {
			clearTimeout(rest);
			rest = setTimeout(() => load(false), restDelay);
			rest.unref();
		}
	});
	return {
		load,
		stop() {
			unsubscribe();
			clearTimeout(rest);
			task.cancel();
		},
	};
}
