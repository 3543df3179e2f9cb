import {explainUse} from '../../core/forwards/explain-use.ts';
import {parseExplicit} from '../../core/forwards/explicit-forward.ts';
import type {Forward} from '../../core/forwards/forward.ts';
import type {ForwardRecord} from '../../core/forwards/forward-file.ts';
import type {ForwardPlan} from '../../core/forwards/forward-status.ts';
import {advance, type Life, type LifeEvent} from '../../core/forwards/life.ts';
import type {ForwardMoment} from '../../core/keeper/forward-messages.ts';
import type {Carrier} from './carrier.ts';
import type {Load} from './load.ts';

const keptMoments = 100;

export type RunContext = {
	carrier(plan: ForwardPlan): Carrier;
	/** Its state, or what is known of it, is another one. */
	changed(): void;
	/** Its login was denied. */
	denied(run: Run): void;
	/** Why it cannot be brought up now; null when it can. */
	obstacle(run: Run): string | null;
};

/** One forward of ours: what was asked for, how it is, and what brings it up again. */
export type Run = {
	record(): ForwardRecord;
	forward(): Forward;
	carrier(): Carrier;
	/** Brings it up, or back into the state that an earlier keeper left it in. */
	start(): void;
	/** Ends it; resolves when nothing listens any more. */
	stop(reason?: string | null): Promise<void>;
	/** Tries again what waits for its next time. */
	retry(): void;
	/** There is a connection to its host, or one is being opened: whatever wants one joins in. */
	joinIn(): void;
	/** What it is, is another thing now; what is up goes on unless it leads elsewhere. */
	change(plan: ForwardPlan): Promise<void>;
	/** A verification found out how it is. */
	load: Load;
	/** Nothing more changes here: another keeper goes on with it. */
	pause(): void;
};

export function openRun(found: ForwardRecord, context: RunContext): Run {
	const isHeld = found.state === 'up' || found.state === 'degraded';
	const wasUp = isHeld || (found.state === 'reconnecting' && found.history.some(({state}) => state === 'up'));
	let record = found;
	let life: Life = {
		state: found.state,
		reason: found.reason,
		since: found.since,
		attempt: found.attempt,
		nextAt: null,
		upSince: null,
		lostAt: wasUp ? Date.now() : null,
	};
	let forward = parseExplicit(found.kind, found.specification)!;
	let carrier = context.carrier(found);
	let hasListened = wasUp;
	/** Since when it was up under an earlier keeper: it is so again if the same ssh still holds it. */
	let before = isHeld ? {since: found.since, pid: found.pid} : null;
	let timer: NodeJS.Timeout | undefined;
	let isPaused = false;

	function note(moment: ForwardMoment): readonly ForwardMoment[] {
		const last = record.history.at(-1);
		const isSame = last?.state === moment.state && last.reason === moment.reason;
		return isSame ? record.history : [...record.history, moment].slice(-keptMoments);
	}

	function happen(event: LifeEvent, facts: Partial<Pick<ForwardRecord, 'port' | 'pid'>> = {}): void {
		if (isPaused) {
			return;
		}
		const now = Date.now();
		const next = advance(life, event, now, Math.random());
		if (next === life && Object.keys(facts).length === 0) {
			return;
		}
		life = next;
		const {state, reason, attempt, nextAt} = life;
		record = {
			...record,
			state,
			reason: reason?.slice(0, 2000) ?? null,
			since: life.upSince ?? life.since,
			attempt,
			nextAt,
			...(life.upSince !== null ? {} : {port: null, pid: null}),
			...facts,
			history: note({at: now, state, reason: reason?.slice(0, 2000) ?? null}),
		};
		clearTimeout(timer);
		if (nextAt !== null) {
			timer = setTimeout(join, Math.max(0, nextAt - now));
		}
		context.changed();
	}

	function join(): void {
		clearTimeout(timer);
		const obstacle = context.obstacle(run);
		if (obstacle !== null) {
			happen({type: 'set-back', setback: {kind: 'final', reason: obstacle}});
			return;
		}
		happen({type: 'tried'});
		carrier.join(load);
	}

	const load: Load = {
		get forward() {
			return forward;
		},
		wasUp: () => hasListened,
		opened(pid, port) {
			hasListened = true;
			happen({type: 'opened'}, {pid, port});
			if (before?.pid === pid) {
				life = {...life, since: before.since, upSince: before.since};
				record = {...record, since: before.since};
				context.changed();
			}
			before = null;
		},
		setBack(setback) {
			before = null;
			happen({type: 'set-back', setback});
			if (setback.kind === 'denied') {
				context.denied(run);
			}
		},
		used(why) {
			const reason = why === null ? null : explainUse(record.alias, forward, why);
			if (reason !== null) {
				happen({type: 'use-failed', reason});
			} else if (why === null) {
				happen({type: 'use-succeeded'});
			}
		},
	};

	const run: Run = {
		record: () => record,
		forward: () => forward,
		carrier: () => carrier,
		load,
		start() {
			if (life.upSince === null) {
				if (before === null) {
					happen({type: 'asked-for'});
				}
				join();
			}
		},
		async stop(reason = null) {
			before = null;
			happen({type: 'stopped', reason});
			await carrier.leave(load);
		},
		retry() {
			if (life.state === 'reconnecting' && life.nextAt !== null) {
				join();
			}
		},
		joinIn() {
			if (life.state === 'needs you') {
				join();
			}
			run.retry();
		},
		async change(plan) {
			const isElsewhere =
				plan.kind !== record.kind ||
				plan.specification !== record.specification ||
				plan.alias !== record.alias ||
				plan.configFile !== record.configFile;
			if (isElsewhere) {
				await run.stop('It was changed.');
				forward = parseExplicit(plan.kind, plan.specification)!;
				carrier = context.carrier(plan);
				hasListened = false;
			}
			record = {...record, ...plan};
			context.changed();
		},
		pause() {
			isPaused = true;
			clearTimeout(timer);
		},
	};
	return run;
}
