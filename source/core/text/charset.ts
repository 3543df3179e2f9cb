import {cells, graphemes} from './fit.ts';

/** What a terminal can show: all of Unicode; all of it but our own symbols, which its font may lack; or ASCII alone. */
export type Charset = 'unicode' | 'plain-symbols' | 'ascii';

/** The charset that an environment tells of (LC_ALL, LC_CTYPE, LANG, TERM). Where no locale is set it is taken for UTF-8. */
export function charsetOf(env: Readonly<Record<string, string | undefined>>): Charset {
	const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
	if (locale !== '' && !/utf-?8/i.test(locale)) {
		return 'ascii';
	}
	return env['TERM'] === 'linux' ? 'plain-symbols' : 'unicode';
}

/** The symbols of our own texts, each of one cell, and what stands for them. */
const symbols: Readonly<Record<string, string>> = {
	'…': '~',
	'“': '"',
	'”': '"',
	'‘': "'",
	'’': "'",
	'‹': '<',
	'›': '>',
	'←': '<',
	'→': '>',
	'↑': '^',
	'↓': 'v',
	'–': '-',
	'−': '-',
	'×': 'x',
	'·': '.',
	'•': '*',
	'●': '@',
	'✓': '+',
	'✗': 'x',
	'─': '-',
	'━': '=',
};

/**
 * A text as a terminal of this charset can show it, each line as wide as before: our own symbols in ASCII and, where there
 * is nothing else, a `?` for each cell of what is beyond it. To a terminal without UTF-8 the bytes of a name could be
 * control characters.
 */
export function inCharset(text: string, charset: Charset): string {
	if (charset === 'unicode') {
		return text;
	}
	// A character may be made of one of ASCII and what follows it.
	return text.replaceAll(/[ -~]?[^\0-\u007F]+/g, run =>
		graphemes(run)
			.map(each => symbols[each] ?? (charset === 'ascii' ? asciiOf(each) : each))
			.join(''),
	);
}

function asciiOf(character: string): string {
	const first = character.charAt(0);
	return /[ -~]/.test(first)
		? first + '?'.repeat(Math.max(0, cells(character) - 1))
		: '?'.repeat(cells(character));
}
