import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
	advance,
	type Life,
	type LifeEvent,
	newLife,
	type Setback,
	waitBefore,
} from '../../../source/core/forwards/life.ts';

type Step = readonly [at: number, event: LifeEvent];

const down = (kind: Setback['kind'], reason: string = kind): LifeEvent => ({
	type: 'set-back',
	setback: {kind, reason},
});
const start: LifeEvent = {type: 'asked-for'};
const opened: LifeEvent = {type: 'opened'};
const tried: LifeEvent = {type: 'tried'};
const stop: LifeEvent = {type: 'stopped', reason: null};
const minute = 60_000;

function live(...steps: readonly Step[]): Life {
	return steps.reduce((life, [at, event]) => advance(life, event, at, 0.5), newLife(0));
}

test('goes from starting to up, to degraded by its last use and back, and stops', () => {
	const table: ReadonlyArray<readonly [Life['state'], ...Step[]]> = [
		['starting', [0, start]],
		['up', [0, start], [1, opened]],
		['degraded', [0, start], [1, opened], [2, {type: 'use-failed', reason: 'refused'}]],
		['up', [0, start], [1, opened], [2, {type: 'use-failed', reason: 'x'}], [3, {type: 'use-succeeded'}]],
		['stopped', [0, start], [1, opened], [2, stop]],
		['stopped', [0, start], [1, stop], [2, opened]],
		['stopped', [0, start], [1, stop], [2, down('retry')]],
		['stopped', [0, opened]],
		['starting', [0, start], [1, {type: 'use-failed', reason: 'late'}]],
		['needs you', [0, start], [1, down('needs you')]],
		['starting', [0, start], [1, down('needs you')], [2, start]],
		['failed', [0, start], [1, down('final')]],
		['starting', [0, start], [1, down('final')], [2, start]],
		['failed', [0, start], [1, opened], [2, down('final')]],
		['reconnecting', [0, start], [1, down('retry')]],
		['reconnecting', [0, start], [1, down('retry')], [2, tried]],
		['up', [0, start], [1, opened], [2, start]],
	];
	for (const [state, ...steps] of table) {
		assert.equal(live(...steps).state, state, JSON.stringify(steps));
	}
});

test('what the far side refuses is final at first, and tried again where it was up before', () => {
	assert.equal(live([0, start], [1, down('held')]).state, 'failed');
	const lost: readonly Step[] = [
		[0, start],
		[1, opened],
		[2, down('retry')],
	];
	assert.equal(live(...lost, [3, down('held')]).state, 'reconnecting');
	// A server that is not told that the client is gone holds its port for two hours.
	assert.equal(live(...lost, [150 * minute, down('held')]).state, 'reconnecting');
});

test('waits longer each time, within a fifth, and begins anew after a minute up', () => {
	assert.deepEqual(
		[1, 2, 3, 4, 5, 6, 7, 99].map(attempt => waitBefore(attempt, 0.5)),
		[1000, 2000, 5000, 10_000, 30_000, 60_000, 60_000, 60_000],
	);
	assert.deepEqual([waitBefore(4, 0), waitBefore(4, 1)], [8000, 12_000]);
	const lost = live([0, start], [0, down('retry')], [0, tried], [0, down('retry')]);
	assert.deepEqual([lost.attempt, lost.nextAt], [2, 2000]);
	const wobbly = [
		[0, start],
		[0, down('retry')],
		[0, opened],
		[minute - 1, down('retry')],
	] as const;
	assert.equal(live(...wobbly).attempt, 2);
	assert.equal(live([0, start], [0, down('retry')], [0, opened], [minute, down('retry')]).attempt, 1);
	assert.equal(live([0, start], [0, down('retry')], [5, start]).attempt, 0);
});

test('remembers since when, and why', () => {
	const degraded = live([0, start], [10, opened], [20, {type: 'use-failed', reason: 'refused'}]);
	assert.deepEqual([degraded.since, degraded.upSince, degraded.reason], [10, 10, 'refused']);
	const waiting = live([0, start], [10, opened], [20, down('retry', 'gone')], [30, down('retry', 'still')]);
	assert.deepEqual([waiting.since, waiting.upSince, waiting.reason], [20, null, 'still']);
	assert.deepEqual(advance(waiting, tried, 40, 0).nextAt, null);
});
