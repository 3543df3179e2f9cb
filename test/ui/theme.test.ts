import assert from 'node:assert/strict';
import {test} from 'node:test';
import {chooseTheme} from '../../source/ui/theme.ts';

const terminal = {TERM: 'xterm-256color', LANG: 'C.UTF-8'};

function colours(env: Record<string, string>): string {
	const {paint} = chooseTheme({...terminal, ...env});
	return (['text', 'dim', 'accent', 'tag', 'good', 'warning', 'bad', 'selected', 'key'] as const)
		.map(role => paint(role, 'x'))
		.join('');
}

test('NO_COLOR and old terminals get no colour at all', () => {
	for (const env of [{NO_COLOR: '1'}, {TERM: 'vt100'}]) {
		assert.doesNotMatch(colours(env), /\u001B\[(?:1;)?3\d/);
	}
});

test('a light background gets no yellow and no cyan, which cannot be read on it', () => {
	assert.doesNotMatch(colours({COLORFGBG: '0;15'}), /\u001B\[(?:1;)?3[36]m/);
});

test('only the 16 colours of the terminal are used', () => {
	assert.doesNotMatch(colours({}), /[34]8;/);
});

test('a locale without UTF-8 gets shapes of ASCII', () => {
	assert.deepEqual(
		chooseTheme({TERM: 'xterm', LANG: 'C', TMUX: ''}).glyphs,
		chooseTheme({TERM: 'xterm', LANG: 'C'}).glyphs,
	);
	const {glyphs} = chooseTheme({TERM: 'xterm', LANG: 'C'});
	assert.match(Object.values(glyphs).join(''), /^[\u0000-\u007F]+$/);
});

test('no shape of ASCII stands for two things in one column', () => {
	const {ok, up, bad, none, warning, typed} = chooseTheme({TERM: 'xterm', LANG: 'C'}).glyphs;
	assert.equal(new Set([ok, up, bad, none, warning, typed]).size, 6);
});
