import assert from 'node:assert/strict';
import {test} from 'node:test';
import {nothingDone, type Outcome, report} from '../../source/cli/transfer-report.ts';

const sums = (files: number) => ({files, directories: 0, links: 0, bytes: 0});
const why = [{path: 'a', reason: 'It is gone.'}];

function told(outcome: Outcome): {readonly err: string; readonly failed: unknown} {
	const said = {out: '', err: ''};
	const streams = {
		out(text: string) {
			said.out += text;
		},
		err(text: string) {
			said.err += text;
		},
	};
	assert.equal(report([outcome], false, streams), 1);
	assert.equal(report([outcome], true, streams), 1);
	return {err: said.err, failed: JSON.parse(said.out).failed};
}

test('the reason that ended a transfer is told beside those of single files', () => {
	const cut: Outcome = {...nothingDone(why), reason: 'The link is gone.', totals: sums(9), done: sums(3)};
	assert.deepEqual(told(cut), {
		err: 'sallyport: a: It is gone.\nsallyport: The link is gone.\n',
		failed: [...why, {path: null, reason: 'The link is gone.'}],
	});
});

test('where everything was tried the files tell all', () => {
	const tried: Outcome = {...nothingDone(why), reason: '1 of 4 failed.', totals: sums(4), done: sums(3)};
	assert.deepEqual(told(tried), {err: 'sallyport: a: It is gone.\n', failed: why});
});

test('a reason is told where no file failed', () => {
	const late: Outcome = {...nothingDone([]), reason: 'The link is gone.', totals: sums(4), done: sums(4)};
	assert.match(told(late).err, /The link is gone/);
});
