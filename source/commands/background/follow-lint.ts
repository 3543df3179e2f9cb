import {setTimeout as pause} from 'node:timers/promises';
import {Refusal} from '../../core/errors.ts';
import type {Store} from '../../state/store.ts';
import type {Services} from '../services.ts';
import {latest} from './latest.ts';

/** Not while the first frames are drawn, nor while somebody writes the files; in milliseconds. */
const delay = 400;

/** Keeps what lint says of the config true. */
export function followLint(
	{send}: Store,
	{hostEdits}: Services,
	report: (error: unknown) => void,
): {look(): void; stop(): void} {
	const task = latest(report);
	return {
		look() {
			task.run(async signal => {
				await pause(delay, undefined, {signal, ref: false});
				const findings = await hostEdits.lint(signal).catch((error: unknown) => {
					if (error instanceof Refusal) {
						return [];
					}
					throw error;
				});
				signal.throwIfAborted();
				send({type: 'findings-found', findings});
			});
		},
		stop: task.cancel,
	};
}
