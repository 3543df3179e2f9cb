import assert from 'node:assert/strict';
import {test} from 'node:test';
import {noPace, type Pace, paced, rateOf, secondsFor} from '../../../source/core/transfers/progress.ts';
import {progressLine, summary} from '../../../source/core/transfers/progress-text.ts';
import {endText, statusParts} from '../../../source/core/transfers/transfer-words.ts';
import {transferOf} from '../../helpers/files.ts';

function after(samples: ReadonlyArray<[number, number]>): Pace {
	return samples.reduce((pace, [time, bytes]) => paced(pace, time, bytes), noPace);
}

test('the rate is that of the last seconds', () => {
	assert.equal(rateOf(noPace, 0), null);
	assert.equal(
		rateOf(
			after([
				[0, 0],
				[100, 50],
			]),
			100,
		),
		null,
	);
	assert.equal(
		rateOf(
			after([
				[0, 0],
				[1000, 500],
			]),
			1000,
		),
		500,
	);
	const slowed = Array.from({length: 200}, (_, i): [number, number] => [
		i * 100,
		i < 100 ? i * 1000 : 100_000 + i,
	]);
	const rate = rateOf(after(slowed), 19_900)!;
	assert.ok(rate > 5 && rate < 15, `${rate}`);
});

test('a link that hangs has a falling rate', () => {
	const pace = after([
		[0, 0],
		[1000, 1000],
	]);
	assert.equal(rateOf(pace, 1000), 1000);
	assert.equal(rateOf(pace, 10_000), 100);
});

test('few samples are kept, however many come', () => {
	const pace = after(Array.from({length: 10_000}, (_, i): [number, number] => [i * 10, i]));
	assert.ok(pace.samples.length < 50, `${pace.samples.length}`);
	assert.equal(Math.round(rateOf(pace, 99_990)!), 100);
});

test('a file that is begun anew begins the pace anew', () => {
	assert.equal(
		after([
			[0, 0],
			[1000, 900],
			[1200, 100],
		]).samples.length,
		1,
	);
});

test('the time left is said only where it is known', () => {
	assert.equal(secondsFor(100, 50), 2);
	assert.equal(secondsFor(0, null), 0);
	assert.equal(secondsFor(100, null), null);
	assert.equal(secondsFor(100, 0), null);
});

test('what was skipped is part of what a transfer has done', () => {
	const sums = {files: 2, directories: 0, links: 0, bytes: 3000};
	const ended = {state: 'done', endedAt: 1000, totals: sums, done: sums} as const;
	assert.equal(summary(transferOf(ended)), '2 files, 3.0 kB in 1.0 s, 3.0 kB/s.');
	assert.equal(summary(transferOf({...ended, skipped: 4})), '2 files, 3.0 kB in 1.0 s, 3.0 kB/s, 4 skipped.');
});

test('large counts are grouped, both of what is done and of what there is', () => {
	const sums = {files: 13_346, directories: 0, links: 0, bytes: 3000};
	const some = {totals: sums, done: {...sums, files: 1200}};
	assert.match(summary(transferOf({...some, state: 'failed', endedAt: 1000})), /^1,200 of 13,346 files,/);
	const failed = {...some, failed: 3000, skipped: 4000, unfit: 5000};
	const told = endText(transferOf({...failed, state: 'failed'}));
	assert.match(told, /4,000 skipped, 5,000 left out, 3,000 entries failed/);
	const running = transferOf({...some, state: 'running'});
	assert.match(progressLine(running, 100), / 1,200 of 13,346 files$/);
	assert.match(statusParts(running).join(), /1,200 of 13,346 files$/);
});
