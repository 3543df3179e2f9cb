import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Box, Text, useApp, useInput, useWindowSize} from 'ink';
import {type ReactNode, useState} from 'react';
import {renderFullScreen} from './full-screen.tsx';

function Pad(): ReactNode {
	const {columns, rows} = useWindowSize();
	const {exit} = useApp();
	const [typed, setTyped] = useState('');
	useInput((input, key) => {
		if (input === 'q') {
			exit();
		}
		setTyped(text => text + (key.escape ? '<esc>' : key.downArrow ? '<down>' : input));
	});
	if (typed.endsWith('!')) {
		throw new Error('a bang');
	}
	return (
		<Box width={columns} height={rows} flexDirection="column">
			<Text color="red" inverse>
				{columns}×{rows}
			</Text>
			<Text>typed: {typed}.</Text>
		</Box>
	);
}

test('draws the tree on a whole screen, with colours', async () => {
	const app = renderFullScreen(<Pad />, {columns: 60, rows: 10});
	await app.shows('60×10');
	assert.ok(app.isAlternate);
	assert.ok(!app.cursor.visible);
	assert.equal(app.screen().length, 10);
	const {fg, inverse} = app.cellAt(0, 0);
	assert.deepEqual({fg, inverse}, {fg: 1, inverse: true});
});

test('presses keys, each drawn before the next', async () => {
	const app = renderFullScreen(<Pad />);
	await app.press('a', 'Down', 'b');
	assert.match(app.screen()[1]!, /typed: a<down>b\./);
	await app.press('Esc', 'c');
	await app.shows('typed: a<down>b<esc>c.');
});

test('types in one piece what was written in one piece', async () => {
	const app = renderFullScreen(<Pad />);
	await app.write('abc');
	await app.shows('typed: abc.');
});

test('follows a new size', async () => {
	const app = renderFullScreen(<Pad />, {columns: 100, rows: 30});
	await app.shows('100×30');
	app.resize(40, 12);
	await app.shows('40×12');
	assert.equal(app.screen().length, 12);
});

test('stops waiting when the app ends or crashes, and says why', async () => {
	const ended = renderFullScreen(<Pad />);
	await ended.press('q');
	await assert.rejects(ended.shows('something else'), /the app has ended/);
	assert.ok(ended.isOver);
	const crashed = renderFullScreen(<Pad />);
	await crashed.press('!');
	await assert.rejects(crashed.shows('something else'), /the app has crashed: Error: a bang/);
});
