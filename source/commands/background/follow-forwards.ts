import type {Store} from '../../state/store.ts';
import type {Services} from '../services.ts';
import {latest} from './latest.ts';

/** How often the running forwards are looked at while their pane has the focus, in milliseconds. */
const interval = 2000;

/** Looks for the running forwards when asked, and again and again while their pane has the focus. */
export function followForwards(store: Store, services: Services, report: (error: unknown) => void) {
	const task = latest(report);
	let timer: NodeJS.Timeout | undefined;

	function read(): void {
		clearTimeout(timer);
		task.run(async signal => {
			const forwards = await services.forwards.running(signal);
			if (signal.aborted) {
				return;
			}
			store.send({type: 'time-told', now: services.now()});
			store.send({type: 'forwards-read', forwards});
			if (store.state().focus === 'forwards') {
				timer = setTimeout(read, interval);
				timer.unref();
			}
		});
	}

	const unsubscribe = store.subscribe((state, before) => {
		if (state.focus !== before.focus && state.focus === 'forwards') {
			read();
		}
	});
	return {
		read,
		stop(): void {
			unsubscribe();
			clearTimeout(timer);
			task.cancel();
		},
	};
}
