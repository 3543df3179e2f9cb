import {readDirective} from '../lexer.ts';

/** A directive's line taken apart; joined, the parts are the line without its end. */
export type LineParts = {
	readonly indent: string;
	readonly keyword: string;
	/** White space, or `=` with white space around it. */
	readonly separator: string;
	readonly argument: string;
	/** A comment behind the argument, white space at the end. */
	readonly tail: string;
};

/** A line of a file: `end` is `\n`, `\r\n`, or nothing where the file ends without. */
export type TextLine = {readonly text: string; readonly end: string};

/** Options whose argument is all the rest of the line, a `#` included (ssh_config(5)). */
const restOfLine = new Set(['proxycommand', 'localcommand', 'remotecommand', 'knownhostscommand']);

const parts = /^(\uFEFF?[ \t\r]*)([^ \t\r"=#]+)([ \t\r]*=[ \t\r]*|[ \t\r]+|)(.*)$/s;

/** The lines of a text; joined, they are the text. */
export function textLines(text: string): TextLine[] {
	const all = text.split('\n');
	const last = all.pop() as string;
	const lines = all.map(line =>
		line.endsWith('\r') ? {text: line.slice(0, -1), end: '\r\n'} : {text: line, end: '\n'},
	);
	return last === '' ? lines : [...lines, {text: last, end: ''}];
}

export function joinLines(lines: readonly TextLine[]): string {
	return lines.map(({text, end}) => text + end).join('');
}

/** Takes a directive's line apart; null for other lines, and for a keyword in quotes, which is left as it stands. */
export function takeApart(line: string): LineParts | null {
	if (readDirective(line.replace(/^\uFEFF/, '')) === null) {
		return null;
	}
	const found = parts.exec(line);
	if (!found) {
		return null;
	}
	const [, indent = '', keyword = '', separator = '', rest = ''] = found;
	const length = argumentLength(keyword.toLowerCase(), rest);
	return {indent, keyword, separator, argument: rest.slice(0, length), tail: rest.slice(length)};
}

function argumentLength(keyword: string, rest: string): number {
	if (restOfLine.has(keyword)) {
		return trimmedLength(rest);
	}
	if (keyword === 'proxyjump') {
		return trimmedLength(rest.split('#', 1)[0] as string);
	}
	return wordRanges(rest).at(-1)?.end ?? 0;
}

/** Without what ssh cuts off the end of a line; a no-break space, which JavaScript would cut off too, is part of a value. */
function trimmedLength(text: string): number {
	return text.replace(/[ \t\r\n\f]+$/, '').length;
}

/** Where the words of an argument stand, up to a comment, by ssh's rules for quotes (`splitArguments`). */
export function wordRanges(text: string): {start: number; end: number}[] {
	const ranges: {start: number; end: number}[] = [];
	let start = -1;
	let quote = '';
	for (let at = 0; at < text.length; at++) {
		const character = text[at] as string;
		const next = text[at + 1] ?? '';
		const isBlank = /[ \t\r]/.test(character);
		if (start === -1) {
			if (isBlank) {
				continue;
			}
			if (character === '#') {
				break;
			}
			start = at;
		}
		if (character === '\\' && next !== '' && (`'"\\`.includes(next) || (quote === '' && next === ' '))) {
			at++;
		} else if (quote === '' && isBlank) {
			ranges.push({start, end: at});
			start = -1;
		} else if (quote === '' && (character === '"' || character === "'")) {
			quote = character;
		} else if (character === quote) {
			quote = '';
		}
	}
	return start === -1 ? ranges : [...ranges, {start, end: trimmedLength(text)}];
}
