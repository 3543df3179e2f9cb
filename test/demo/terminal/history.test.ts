import assert from 'node:assert/strict';
import {test} from 'node:test';
import {recall, remember, startRecall} from '../../../source/demo/terminal/history.ts';
import {lineOf, textOf} from '../../../source/demo/terminal/line.ts';

test('goes up through the lines and down to what was being typed', () => {
	const start = startRecall(['one', 'two']);
	const up = recall(start, lineOf('dra'), -1)!;
	assert.equal(textOf(up.line), 'two');
	const top = recall(up.recall, up.line, -1)!;
	assert.equal(textOf(top.line), 'one');
	assert.equal(recall(top.recall, top.line, -1), null);
	const down = recall(top.recall, lineOf('one, changed'), 1)!;
	assert.equal(textOf(down.line), 'two');
	assert.equal(textOf(recall(down.recall, down.line, 1)!.line), 'dra');
	assert.equal(textOf(recall(down.recall, down.line, -1)!.line), 'one, changed');
});

test('there is nothing below the line being typed', () => {
	assert.equal(recall(startRecall(['one']), lineOf(''), 1), null);
});

test('remembers no blank lines and no line twice in a row', () => {
	const lines: string[] = [];
	for (const line of ['ls', 'ls', '  ', 'pwd', 'ls']) {
		remember(lines, line);
	}
	assert.deepEqual(lines, ['ls', 'pwd', 'ls']);
});
