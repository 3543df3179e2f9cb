import assert from 'node:assert/strict';
import {test} from 'node:test';
import {listStart, moved, settle} from '../../../source/core/list/position.ts';

test('moves by rows and stops at the ends', () => {
	assert.deepEqual(moved(listStart, {rows: 1}, 3, 10), {cursor: 1, first: 0});
	assert.deepEqual(moved(listStart, {rows: -1}, 3, 10), {cursor: 0, first: 0});
	assert.deepEqual(moved({cursor: 2, first: 0}, {rows: 5}, 3, 10), {cursor: 2, first: 0});
});

test('brings the cursor to the middle when it leaves the window', () => {
	assert.deepEqual(moved({cursor: 9, first: 0}, {rows: 1}, 100, 10), {cursor: 10, first: 5});
	assert.deepEqual(moved({cursor: 50, first: 50}, {rows: -1}, 100, 10), {cursor: 49, first: 44});
});

test('the cursor is on screen after any sequence of moves', () => {
	let position = listStart;
	const moves = [
		{rows: 7},
		{pages: 1},
		{pages: 0.5},
		'end',
		{pages: -1},
		{rows: -3},
		'start',
		{rows: 200},
	] as const;
	for (const move of [...moves, ...moves]) {
		position = moved(position, move, 57, 9);
		assert.ok(position.cursor >= position.first && position.cursor < position.first + 9);
		assert.ok(position.first >= 0 && position.first <= 57 - 9);
	}
});

test('200 rows down are 200 rows down', () => {
	let position = listStart;
	for (let press = 0; press < 200; press++) {
		position = moved(position, {rows: 1}, 10_000, 37);
	}
	assert.equal(position.cursor, 200);
});

test('an empty list has its cursor at its start', () => {
	assert.deepEqual(moved({cursor: 5, first: 3}, 'end', 0, 10), {cursor: 0, first: 0});
});

test('a list that shrank keeps the cursor inside', () => {
	assert.deepEqual(settle({cursor: 50, first: 45}, 20, 10), {cursor: 19, first: 10});
});
