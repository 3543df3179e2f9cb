import assert from 'node:assert/strict';
import {test} from 'node:test';
import {graphemes} from '../../../source/core/text/fit.ts';
import {edit, type Line, lineOf} from '../../../source/demo/terminal/line.ts';
import {draw, nothingDrawn, place} from '../../../source/demo/terminal/view.ts';
import {Terminal} from '../../helpers/terminal.ts';

const columns = 20;

async function shown(...lines: Line[]): Promise<{rows: string[]; cursor: string}> {
	const terminal = new Terminal(columns, 6);
	let last = nothingDrawn;
	for (const line of lines) {
		const {output, drawn} = draw('me@host:~$ ', line, columns, last);
		terminal.feed(output);
		last = drawn;
	}
	await terminal.drawn();
	const {row, column} = terminal.cursor;
	return {rows: terminal.screen().filter(text => text !== ''), cursor: `${row},${column}`};
}

test('shows the prompt, the line and the cursor', async () => {
	assert.deepEqual(await shown(lineOf('ls'), edit(lineOf('ls'), {name: 'left'})), {
		rows: ['me@host:~$ ls'],
		cursor: '0,12',
	});
});

test('a long line goes on in the next row and shrinks back', async () => {
	const long = lineOf('echo 1234567890');
	assert.deepEqual(await shown(long), {rows: ['me@host:~$ echo 1234', '567890'], cursor: '1,6'});
	assert.deepEqual(await shown(long, lineOf('echo')), {rows: ['me@host:~$ echo'], cursor: '0,15'});
	assert.equal((await shown(long, edit(long, {name: 'home'}))).cursor, '0,11');
});

test('a line that just fills a row has its cursor in the next', async () => {
	assert.deepEqual(await shown(lineOf('12345678'), lineOf('123456789')), {
		rows: ['me@host:~$ 123456789'],
		cursor: '1,0',
	});
	assert.deepEqual(await shown(lineOf('123456789'), lineOf('1234567890')), {
		rows: ['me@host:~$ 123456789', '0'],
		cursor: '1,1',
	});
});

test('wide characters keep the cursor right, at the edge too', async () => {
	assert.equal((await shown(lineOf('日本'))).cursor, '0,15');
	assert.deepEqual(await shown(lineOf('12345678日x')), {
		rows: ['me@host:~$ 12345678', '日x'],
		cursor: '1,3',
	});
});

test('what is typed at the end is just added', () => {
	const first = draw('$ ', lineOf('l'), columns, nothingDrawn);
	assert.equal(draw('$ ', lineOf('ls'), columns, first.drawn).output, 's');
});

test('a wide character that does not fit goes to the next row', () => {
	assert.deepEqual(place(graphemes('abc日'), 4), {row: 1, column: 2});
	assert.deepEqual(place(graphemes('ab日'), 4), {row: 1, column: 0});
});
