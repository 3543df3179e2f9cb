import assert from 'node:assert/strict';
import {test} from 'node:test';
import {actionFor, choicesFor} from '../../../source/core/transfers/conflict.ts';
import type {Decision, Side} from '../../../source/core/transfers/transfer.ts';

const side = (size: number, mtime: number, type: Side['type'] = 'file'): Side => ({type, size, mtime});

const cases: ReadonlyArray<[decision: Decision, source: Side, target: Side, action: string]> = [
	['overwrite', side(1, 1), side(2, 2), 'overwrite'],
	['skip', side(1, 9), side(2, 2), 'skip'],
	['rename', side(1, 1), side(2, 2), 'rename'],
	['if-newer', side(1, 10), side(1, 9), 'overwrite'],
	['if-newer', side(1, 9), side(1, 9), 'skip'],
	['if-newer', side(1, 9.9), side(1, 9), 'skip'],
	['if-newer', side(5, 8), side(1, 9), 'skip'],
	['if-size-differs', side(5, 8), side(5, 9), 'skip'],
	['if-size-differs', side(5, 8), side(4, 8), 'overwrite'],
	['resume', side(9, 5), side(4, 7), 'resume'],
	['resume', side(9, 5), side(0, 7), 'overwrite'],
	['resume', side(4, 5), side(9, 7), 'overwrite'],
	['resume', side(4, 5), side(4, 5), 'skip'],
	['resume', side(4, 5), side(4, 6), 'overwrite'],
	['resume', side(9, 5), side(4, 5, 'link'), 'overwrite'],
];

test('a decision becomes what is done to the one file', () => {
	for (const [decision, source, target, action] of cases) {
		assert.equal(actionFor(decision, source, target), action, JSON.stringify([decision, source, target]));
	}
});

test('only what makes sense is offered', () => {
	assert.deepEqual(choicesFor(side(1, 1), side(0, 0, 'directory')), ['rename', 'skip']);
	assert.deepEqual(choicesFor(side(1, 1, 'directory'), side(0, 0)), ['rename', 'skip']);
	assert.ok(choicesFor(side(9, 1), side(5, 0)).includes('resume'));
	assert.ok(!choicesFor(side(5, 1), side(9, 0)).includes('resume'));
	assert.ok(!choicesFor(side(5, 1), side(1, 0, 'link')).includes('resume'));
	assert.deepEqual(choicesFor(side(3, 1, 'link'), side(3, 1)), ['overwrite', 'if-newer', 'rename', 'skip']);
});
