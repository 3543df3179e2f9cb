import type {Side} from '../../state/files/files-state.ts';
import type {Store} from '../../state/store.ts';
import type {Services} from '../services.ts';

type Options = {
	readonly store: Store;
	readonly watch: Services['files']['watch'];
	/** When a column was last read whole, and how long that took, in milliseconds of `performance.now()`. */
	readonly lastRead: (side: Side) => {readonly at: number; readonly took: number};
	/** Reads a column anew without a word. */
	readonly renew: (side: Side) => void;
};

/** Changes come in bursts: so long is waited for more of them, in milliseconds. */
const restDelay = 200;
/** Between two readings lies so long at least, in milliseconds. */
const leastWait = 1000;
/** Reading anew may take such a share of the time: a directory may change all the time, and be large. */
const share = 1 / 10;
/** But nobody waits longer for news, in milliseconds: of a directory with few entries, which is slow only where all is. */
const longestWaits = {few: 2000, many: 30_000};
const few = 5000;
/** What took longer to read is read anew on a wish only, in milliseconds. */
const cheap = 2000;

/**
 * Keeps the columns true while others change what they show: a directory of this machine is watched, one of a host is
 * read anew when the user comes back to it. Returns how to stop.
 */
export function followChanges({store, watch, lastRead, renew}: Options): () => void {
	const column = (side: Side) => store.state().files.columns[side];
	let watched: string | null = null;
	let stopWatching: () => void = () => {};
	let timer: NodeJS.Timeout | undefined;

	function renewLocal(): void {
		timer = undefined;
		if (store.state().screen !== 'files' || column('left').path !== watched) {
			return;
		}
		const {at, took} = lastRead('left');
		const longest = column('left').entries.length > few ? longestWaits.many : longestWaits.few;
		const wait = at + Math.max(leastWait, Math.min(longest, took / share)) - performance.now();
		if (wait > 0 || column('left').status.kind !== 'ready') {
			later(Math.max(wait, restDelay));
		} else {
			renew('left');
		}
	}

	function later(delay: number): void {
		timer ??= setTimeout(renewLocal, delay).unref();
	}

	function watchShown(): void {
		const {path, status} = column('left');
		const wanted = path === '' || status.kind === 'failed' || store.state().screen !== 'files' ? null : path;
		if (wanted !== watched) {
			stopWatching();
			clearTimeout(timer);
			timer = undefined;
			watched = wanted;
			stopWatching = wanted === null ? () => {} : watch(wanted, () => later(restDelay));
		}
	}

	function comeBack(): void {
		const {side} = store.state().files;
		const {host, status} = column(side);
		const isThere = status.kind === 'ready' || status.kind === 'refreshing';
		if (host !== null && isThere && lastRead(side).took < cheap) {
			renew(side);
		}
	}

	const unsubscribe = store.subscribe((state, before) => {
		if (state.files !== before.files || state.screen !== before.screen) {
			watchShown();
		}
		const hasClosed = state.dialog === null && before.dialog !== null && before.dialog.kind !== 'busy';
		const hasComeBack = state.files.side !== before.files.side || hasClosed;
		if (hasComeBack && state.screen === 'files') {
			comeBack();
		}
	});
	return () => {
		unsubscribe();
		clearTimeout(timer);
		stopWatching();
	};
}
