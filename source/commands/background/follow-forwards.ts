import type {Store} from '../../state/store.ts';
import type {Services} from '../services.ts';
import {latest} from './latest.ts';

/** How often the running forwards are looked at while their pane has the focus, in milliseconds. */
const interval = 2000;
/** How old they may be when the user does something else. */
const oldest = 5000;

/**
 * Looks for the running forwards when asked, again and again while their pane has the focus, and else when the user does
 * something: a dashboard that nobody touches does nothing.
 */
export function followForwards(store: Store, services: Services, report: (error: unknown) => void) {
	const task = latest(report);
	let timer: NodeJS.Timeout | undefined;
	let lastRead = Number.NEGATIVE_INFINITY;

	function read(): void {
		clearTimeout(timer);
		lastRead = services.now();
		services.forwards.own.look();
		task.run(async signal => {
			try {
				const forwards = await services.forwards.running(signal);
				signal.throwIfAborted();
				store.send({type: 'time-told', now: services.now()});
				store.send({type: 'forwards-read', forwards});
			} finally {
				if (!signal.aborted && store.state().focus === 'forwards') {
					timer = setTimeout(read, interval);
					timer.unref();
				}
			}
		});
	}

	const unsubscribe = store.subscribe((state, before) => {
		const isEntered = state.focus !== before.focus && state.focus === 'forwards';
		const isTouched = state.hosts.position !== before.hosts.position || state.focus !== before.focus;
		if (isEntered || (isTouched && services.now() - lastRead > oldest)) {
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
