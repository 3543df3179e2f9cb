import {classifyPrompt} from '../core/prompts/classify-prompt.ts';
import {whatIsAsked} from '../core/prompts/what-is-asked.ts';
import type {Watchdog} from '../services/ssh/quiet-watchdog.ts';
import type {Broker, Question} from './broker.ts';
import type {Lessee, Owner} from './client.ts';
import type {Ended} from './start-hub.ts';

/** The opening of a connection for the one who started it, who answers its questions. */
export type Start = {
	readonly starter: Lessee;
	/** Aborted when the opening is to end. */
	readonly signal: AbortSignal;
	/** What the environment of its ssh gets. */
	readonly token: string;
	watched(watchdog: Watchdog, news: () => string): void;
	/** A lessee left, or (undefined) everyone did: without its starter the opening ends. */
	leave(lessee?: Lessee): void;
	isLeft(): boolean;
	/** What a person is asked for it now, in words that follow “ssh asks for”; null where nobody is. */
	asking(): string | null;
	/** Who answers. */
	answerer(): Owner | null;
	/** Why it failed, as far as we know it better than ssh. */
	explain(ended: Ended): Ended;
	/** Nothing more will be asked. */
	over(): void;
};

const cancelled = 'The login was cancelled.';

/** `waiting`: all who wait for it: each may be the one who is there to answer. */
export function openStart(
	alias: string,
	starter: Lessee,
	{broker, waiting}: {readonly broker: Broker; waiting(): Iterable<Lessee>},
): Start {
	const abort = new AbortController();
	let watchdog: Watchdog | null = null;
	let news = (): string => '';
	let isLeft = false;
	let isCancelled = false;
	let missed: Question | null = null;
	const asked = new Set<Question>();
	const inWords = ({text, kind}: Question): string =>
		whatIsAsked(classifyPrompt(text, kind ?? undefined, {alias, hops: []}));
	const answerer = (): Owner | null => {
		let found: Owner | null = null;
		for (const lessee of isLeft ? [] : [starter, ...waiting()]) {
			found ??= lessee.answerer();
		}
		return found;
	};
	const {token, revoke} = broker.grant({
		alias,
		owner: answerer,
		pause(question) {
			asked.add(question);
			const goOn = watchdog?.pause();
			return () => {
				asked.delete(question);
				goOn?.();
			};
		},
		news: () => news(),
		cancel() {
			isCancelled = true;
			abort.abort();
		},
		miss(question) {
			missed = isLeft ? null : question;
			abort.abort();
		},
	});
	return {
		starter,
		signal: abort.signal,
		token,
		watched(found, tellNews) {
			watchdog = found;
			news = tellNews;
		},
		leave(lessee) {
			if (lessee === undefined || lessee === starter) {
				isLeft = true;
				abort.abort();
			}
		},
		isLeft: () => isLeft,
		asking() {
			const [first] = asked;
			return first === undefined ? null : inWords(first);
		},
		answerer,
		explain(ended) {
			if (isCancelled) {
				return {...ended, ending: 'cancelled', reason: cancelled};
			}
			if (missed === null) {
				return ended;
			}
			const reason = `ssh asks for ${inWords(missed)}, and nobody was there to answer.`;
			return {...ended, ending: 'needs you', reason};
		},
		over: revoke,
	};
}
