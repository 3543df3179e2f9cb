import type {Endpoint} from '../../core/forwards/forward.ts';
import {openUseReader} from '../../core/forwards/read-uses.ts';
import {isAt} from '../../services/forwards/listeners.ts';
import type {Connection} from '../start-hub.ts';
import type {Following} from '../stderr-file.ts';
import type {Load} from './load.ts';

/** What the hub of some forwards says: to be read, and told to those whose connections it is about. */
export type HubVoice = {
	/** Follows another hub, from now on. */
	follow(hub: Connection): void;
	stop(): void;
	/** Takes in what was said until now. */
	hear(): void;
	/** Begins anew with what `since` gives. */
	mark(): void;
	/** What was said since the mark. */
	since(): string;
	/** The last lines of the hub, or what one left that never came up. */
	last(): string;
	leave(words: string): void;
};

const keptLines = 64 * 1024;
/** How long a connection through a degraded forward has to live to say that it works, in milliseconds. */
const longEnough = 3000;

/** `open` are the forwards that listen, and where: the same map whenever it is looked at. */
export function openHubVoice(open: ReadonlyMap<Load, Endpoint>): HubVoice {
	/** How many connections through them failed. */
	const failures = new WeakMap<Load, number>();
	let following: Following | null = null;
	let sinceMark = '';
	let last = '';

	function tellUse(load: Load, isOver: boolean, why: string | null): void {
		if (isOver) {
			failures.set(load, (failures.get(load) ?? 0) + (why === null ? 0 : 1));
			load.used(why);
			return;
		}
		const before = failures.get(load) ?? 0;
		if (before > 0) {
			const judge = (): void => {
				if (open.has(load) && failures.get(load) === before) {
					load.used(null);
				}
			};
			setTimeout(judge, longEnough).unref();
		}
	}

	function hear(): void {
		following?.flush();
	}

	return {
		follow(hub) {
			last = '';
			const readUses = openUseReader(({listen, isRemote, isOver, why}) => {
				for (const [load, place] of open) {
					if (isAt(listen, place) && isRemote === (load.forward.kind === 'remote')) {
						tellUse(load, isOver, why);
					}
				}
			});
			following = hub.follow(text => {
				sinceMark += text;
				last = (last + text).slice(-keptLines);
				readUses(text);
			});
		},
		stop() {
			following?.stop();
			following = null;
		},
		hear,
		mark() {
			hear();
			sinceMark = '';
		},
		since() {
			hear();
			return sinceMark;
		},
		last: () => last,
		leave(words) {
			last = words;
		},
	};
}
