import assert from 'node:assert/strict';
import {test} from 'node:test';
import {openStringFilter} from '../../../source/services/terminal/string-filter.ts';

/** What is read of some bytes that come at once, and then nothing; `,` is where nothing comes for a while. */
function readOf(typed: string): string {
	const filter = openStringFilter();
	const pieces = typed.split(',').map(piece => {
		const keys = [...Buffer.from(piece, 'latin1')].flatMap(byte => filter.take(byte));
		return [...keys, ...(filter.patience() === null ? [] : filter.giveUp())];
	});
	return Buffer.from(pieces.flat()).toString('latin1');
}

test('what a terminal says by itself is dropped whole', () => {
	for (const said of [
		'\x1b]11;rgb:1e1e/1e1e/2e2e\x07',
		'\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\',
		'\x1b]ld\x1b\\',
		'\x1b]ld\x07',
		'\x1bP>|tmux 3.3a\x1b\\',
		'\x1bP1$r0m\x1b\\',
		'\x1b_Gi=31;OK\x1b\\',
		'\x1b^private\x1b\\',
		'\x1bXstring\x1b\\',
		'\x1b[M !!',
		'\x1b[M\x80\xff\x20',
	]) {
		assert.equal(readOf(`a${said}b`), 'ab', JSON.stringify(said));
		assert.equal(readOf(`${said}${said}`), '', JSON.stringify(said));
	}
});

test('keys stay what they are', () => {
	for (const typed of [
		'\x1b',
		'\x1b\x1b',
		'\x1b]',
		'\x1b],11',
		'\x1b]x',
		'\x1bP',
		'\x1bP,q',
		'\x1bP\x1bP',
		'\x1bX,x',
		'\x1b_,x',
		'\x1b\r',
		'\x1b[A\x1b[B',
		'\x1b\x1b[A',
		'\x1bOP',
		'\x1b[[A',
		'\x1b[',
		'\x1b[<0;1;1M',
		'\x1b[200~one\x1b[201~',
		'\xc3\xa9',
	]) {
		assert.equal(readOf(typed), typed.replaceAll(',', ''), JSON.stringify(typed));
	}
});

test('a string without an end swallows no key for ever', () => {
	assert.equal(readOf('\x1b]11;rgb,q'), 'q');
	assert.equal(readOf('\x1b]11;rgb\x1b,q'), '\x1bq');
	assert.equal(readOf('\x1b]11;rgb\x1b[A'), '\x1b[A');
	assert.equal(readOf('\x1b]11;rgb\x1b]0;x\x07q'), 'q');
	assert.equal(readOf('\x1bPq\x03'), '\x1bPq\x03');
	assert.equal(readOf('\x1bP0q\x03'), '\x03');
	assert.equal(readOf('\x1b[M!,q'), 'q');
	assert.match(readOf(`\x1b]0;${'x'.repeat(70_000)}q`), /^x{1,9999}q$/);
});
