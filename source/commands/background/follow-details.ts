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
	/** Asks ssh about the selected host. */
	load(): void;
	/** From now on ssh may be asked about this host although that may run a `Match exec` command. */
	allowExec(alias: string): void;
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
			? {type: 'details-withheld', alias, origin: error.origin}
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
	// Consent holds for the config as it was when it was given.
	let consented = new Set<string>();
	let rest: NodeJS.Timeout | undefined;

	function load(): void {
		const row = selectedRow(store.state());
		send({type: 'selection-rested', key: row?.key ?? null});
		task.cancel();
		if (row?.kind !== 'host' || row.host.refused !== null) {
			return;
		}
		const {alias} = row.host;
		const reason = services.sessions.obstacle();
		if (reason !== null) {
			send({type: 'details-failed', alias, reason});
			return;
		}
		// What is on show stays there until there is newer.
		if (store.state().details.status !== 'ready') {
			send({type: 'details-requested', alias});
		}
		task.run(async signal => {
			const event = await readDetails(services, alias, consented.has(alias), signal);
			if (!signal.aborted) {
				send(event);
			}
		});
	}

	const unsubscribe = store.subscribe((state, before) => {
		if (state.hosts.reading?.fingerprint !== before.hosts.reading?.fingerprint) {
			consented = new Set();
		}
		if (selectedRow(state)?.key !== selectedRow(before)?.key) {
			clearTimeout(rest);
			rest = setTimeout(load, restDelay);
			rest.unref();
		}
	});
	return {
		load,
		allowExec(alias) {
			consented.add(alias);
			load();
		},
		stop() {
			unsubscribe();
			clearTimeout(rest);
			task.cancel();
		},
	};
}
