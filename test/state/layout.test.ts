import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Area, layOut, leastColumns, leastRows, panes} from '../../source/state/layout.ts';

function cellsOf({x, y, width, height}: Area): string[] {
	return Array.from({length: height}, (_, row) =>
		Array.from({length: width}, (__, column) => `${x + column},${y + row}`),
	).flat();
}

for (const [columns, rows] of [
	[leastColumns, leastRows],
	[80, 24],
	[99, 60],
	[100, 10],
	[100, 30],
	[120, 40],
	[200, 60],
	[300, 80],
] as const) {
	for (const focus of panes) {
		test(`at ${columns}×${rows} with ${focus} in focus, the panes are on screen, apart, and above the footer`, () => {
			const layout = layOut(columns, rows, focus);
			assert.ok(layout);
			assert.ok(layout.areas[focus], 'the focused pane is on screen');
			const areas = Object.values(layout.areas);
			for (const {x, y, width, height} of areas) {
				assert.ok(x >= 0 && y >= 0 && x + width <= columns && y + height <= rows - 2);
				assert.ok(height >= 2, 'a title and a row');
			}
			const cells = areas.flatMap(cellsOf);
			assert.equal(new Set(cells).size, cells.length, 'no two panes share a cell');
		});
	}
}

test('less than the least size has no layout', () => {
	assert.equal(layOut(leastColumns - 1, 40, 'hosts'), null);
	assert.equal(layOut(120, leastRows - 1, 'hosts'), null);
});

test('all four panes are on a screen of 100 columns, and hosts and forwards on a narrower one', () => {
	assert.deepEqual(Object.keys(layOut(100, 30, 'hosts')?.areas ?? {}), [
		'hosts',
		'details',
		'keys',
		'forwards',
	]);
	assert.deepEqual(Object.keys(layOut(99, 30, 'hosts')?.areas ?? {}), ['hosts', 'forwards']);
	assert.deepEqual(Object.keys(layOut(80, 24, 'keys')?.areas ?? {}), ['keys', 'forwards']);
});
