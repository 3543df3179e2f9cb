import assert from 'node:assert/strict';
import {test} from 'node:test';
import {cells} from '../../../source/core/text/fit.ts';
import {line, type Span, span, spread} from '../../../source/ui/parts/line.ts';
import {chooseTheme} from '../../../source/ui/theme.ts';

const plain = chooseTheme({NO_COLOR: '1', LANG: 'C.UTF-8'});
const coloured = chooseTheme({TERM: 'xterm-256color', LANG: 'C.UTF-8'});

function width(spans: readonly Span[]): number {
	return spans.reduce((sum, part) => sum + cells(part.text), 0);
}

test('a line is never wider than its room, whatever is in it', () => {
	const spans = [span('text', '日本語のホスト'), span('bad', ' e\u0301e\u0301'), span('dim', ' the end')];
	for (let room = 0; room < 30; room++) {
		assert.ok(cells(line(spans, room, plain)) <= room);
	}
});

test('blanks at the end are not written, but a selected line reaches the edge', () => {
	assert.equal(line([span('text', 'a'), span('text', '   ')], 10, plain), 'a');
	assert.equal(line([span('text', 'a')], 4, plain, {selected: 'selected'}), '\u001B[7ma   \u001B[0m');
	assert.equal(line([span('text', 'a')], 4, plain, {isCovering: true}), 'a   ');
});

test('a selected line has one look: the colours of its parts are gone', () => {
	assert.equal(
		line([span('bad', 'x'), span('tag', 'y')], 2, coloured, {selected: 'selected'}),
		'\u001B[7mxy\u001B[0m',
	);
});

test('what stands at the right edge stays whole, the left gives way', () => {
	const spans = spread([span('text', 'a long name'), span('text', ' and more')], span('dim', 'note'), 12);
	assert.equal(width(spans), 12);
	assert.equal(spans.at(-1)?.text, 'note');
});
