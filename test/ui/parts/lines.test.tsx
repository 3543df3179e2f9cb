import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Box} from 'ink';
import {render} from 'ink-testing-library';
import {Lines} from '../../../source/ui/parts/lines.tsx';

function frameOf(lines: readonly string[], height: number): string {
	const {lastFrame, unmount} = render(
		<Box width={20} height={4}>
			<Lines area={{x: 2, y: 1, width: 10, height}} lines={lines} />
		</Box>,
	);
	const frame = lastFrame() ?? '';
	unmount();
	return frame;
}

test('lines stand at their place on the screen', () => {
	assert.equal(frameOf(['one', 'two'], 2), '\n  one\n  two\n');
});

test('an empty line keeps its place', () => {
	assert.equal(frameOf(['one', '', 'three'], 3), '\n  one\n\n  three');
});

test('no more lines are drawn than there is room for', () => {
	assert.equal(frameOf(['one', 'two', 'three'], 2), '\n  one\n  two\n');
});
