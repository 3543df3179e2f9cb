import type {ForwardState} from './forward-status.ts';

/** Where a forward is in its life. Times in milliseconds since the epoch. */
export type Life = {
	readonly state: ForwardState;
	readonly reason: string | null;
	readonly since: number;
	readonly attempt: number;
	readonly nextAt: number | null;
	/** Since when its listener has been there; null when it is not. */
	readonly upSince: number | null;
	/** When it was lost after it had been up, until it is up again. */
	readonly lostAt: number | null;
};

/**
 * Why a forward did not come up, or went down. `retry`: it may heal by itself. `held`: the far side refuses the listener,
 * perhaps because the session that died still holds it. `denied`: no key that is there will do. `final`: it will not heal by
 * itself.
 */
export type Setback = {
	readonly kind: 'retry' | 'held' | 'denied' | 'final' | 'needs you';
	readonly reason: string;
};

export type LifeEvent =
	| {readonly type: 'asked-for'}
	| {readonly type: 'opened'}
	| {readonly type: 'use-failed'; readonly reason: string}
	| {readonly type: 'use-succeeded'}
	| {readonly type: 'set-back'; readonly setback: Setback}
	/** It is tried again now. */
	| {readonly type: 'tried'}
	| {readonly type: 'stopped'; readonly reason: string | null};

/** How long to wait before each attempt, in seconds; the last one holds for all that follow. */
const waits = [1, 2, 5, 10, 30, 60];
const jitter = 0.2;
/** After so long a time up the next failure is a first one again. */
const steady = 60_000;

export function newLife(now: number): Life {
	return {
		state: 'stopped',
		reason: null,
		since: now,
		attempt: 0,
		nextAt: null,
		upSince: null,
		lostAt: null,
	};
}

/** Milliseconds until attempt number `attempt` (from 1); `random` is between 0 and 1. */
export function waitBefore(attempt: number, random: number): number {
	const seconds = waits[Math.min(attempt, waits.length) - 1] ?? 0;
	return Math.round(seconds * 1000 * (1 + jitter * (2 * random - 1)));
}

function settled(life: Life, state: ForwardState, reason: string | null, now: number): Life {
	return {...life, state, reason, since: now, attempt: 0, nextAt: null, upSince: null, lostAt: null};
}

function setBack(life: Life, {kind, reason}: Setback, now: number, random: number): Life {
	const lostAt = life.lostAt ?? (life.upSince === null ? null : now);
	// The far side may hold the listener of a session that died for hours: until its own keep-alive fails.
	if (kind === 'final' || kind === 'denied' || (kind === 'held' && lostAt === null)) {
		return settled(life, 'failed', reason, now);
	}
	if (kind === 'needs you') {
		return {...life, state: 'needs you', reason, since: now, nextAt: null, upSince: null, lostAt};
	}
	const wasSteady = life.upSince !== null && now - life.upSince >= steady;
	const attempt = (wasSteady ? 0 : life.attempt) + 1;
	return {
		state: 'reconnecting',
		reason,
		since: life.state === 'reconnecting' ? life.since : now,
		attempt,
		nextAt: now + waitBefore(attempt, random),
		upSince: null,
		lostAt,
	};
}

/** The life after an event. What does not fit the state changes nothing: news may come late. */
export function advance(life: Life, event: LifeEvent, now: number, random: number): Life {
	switch (event.type) {
		case 'asked-for':
			return life.upSince === null
				? {...life, state: 'starting', reason: null, since: now, attempt: 0, nextAt: null}
				: life;
		case 'opened':
			return life.state === 'stopped'
				? life
				: {...life, state: 'up', reason: null, since: now, nextAt: null, upSince: now, lostAt: null};
		case 'use-failed':
			return life.upSince === null ? life : {...life, state: 'degraded', reason: event.reason};
		case 'use-succeeded':
			return life.state === 'degraded' ? {...life, state: 'up', reason: null} : life;
		case 'set-back':
			return life.state === 'stopped' ? life : setBack(life, event.setback, now, random);
		case 'tried':
			return life.state === 'reconnecting' ? {...life, nextAt: null} : life;
		case 'stopped':
			return settled(life, 'stopped', event.reason, now);
	}
}
