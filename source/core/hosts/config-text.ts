import {readDirective} from './lexer.ts';

/** A directive of a file with its line, counted from 1. A `# tags:` comment is one too, with the keyword `#tags`. */
export type ConfigLine = {
	readonly number: number;
	readonly keyword: string;
	readonly argument: string;
};

export const tagsKeyword = '#tags';

const byteOrderMark = '\uFEFF';
const tagsComment = /^[ \t]*#[ \t]*tags[ \t]*:(.*)$/i;

/**
 * Reads the text of an ssh config into its directives. Nothing is refused and nothing executed: what ssh would refuse
 * comes out as it stands. A byte order mark is passed over (`hasByteOrderMark` tells of it).
 */
export function readConfigText(text: string): ConfigLine[] {
	return readLines(text, {from: hasByteOrderMark(text) ? 1 : 0, number: 1, keywords: new Map()});
}

/**
 * Reads the directives of a text from an offset on, at which the line of this number begins or goes on; `keywords` keeps
 * those in lower case that were met before.
 */
export function readLines(
	text: string,
	{from, number: first, keywords}: {from: number; number: number; keywords: Map<string, string>},
): ConfigLine[] {
	const lines: ConfigLine[] = [];
	const hasNul = text.includes('\0');
	let number = first;
	for (let start = from; start < text.length; number++) {
		const newline = text.indexOf('\n', start);
		const end = newline === -1 ? text.length : newline;
		const line =
			hasNul && text.slice(start, end).includes('\0')
				? readOdd(text.slice(start, end), number)
				: readPlain(text, start, end, number, keywords);
		if (line) {
			lines.push(line);
		}
		start = end + 1;
	}
	return lines;
}

// A file of ten thousand hosts is read before the first frame: the usual line is taken apart by offsets alone.
function readPlain(
	text: string,
	from: number,
	to: number,
	number: number,
	keywords: Map<string, string>,
): ConfigLine | null {
	let start = from;
	let end = to;
	while (start < end && isBlank(text.charCodeAt(start))) {
		start++;
	}
	// A form feed counts as a blank at the end only.
	while (end > start && (isBlank(text.charCodeAt(end - 1)) || text[end - 1] === '\f')) {
		end--;
	}
	if (start === end) {
		return null;
	}
	if (text[start] === '#') {
		return readTagsComment(text.slice(start, end), number);
	}
	let at = start;
	while (at < end && isWord(text.charCodeAt(at))) {
		at++;
	}
	const word = text.slice(start, at);
	let keyword = keywords.get(word);
	if (keyword === undefined) {
		keyword = word.toLowerCase();
		keywords.set(word, keyword);
	}
	const gap = at;
	while (at < end && isBlank(text.charCodeAt(at))) {
		at++;
	}
	return at > gap && keyword !== '' && isWord(text.charCodeAt(at))
		? {number, keyword, argument: text.slice(at, end)}
		: readOdd(text.slice(from, to), number);
}

function readOdd(line: string, number: number): ConfigLine | null {
	const directive = readDirective(line);
	return directive ? {number, ...directive} : readTagsComment(line, number);
}

function readTagsComment(line: string, number: number): ConfigLine | null {
	const tags = tagsComment.exec(line)?.[1];
	return tags === undefined ? null : {number, keyword: tagsKeyword, argument: tags};
}

function isBlank(code: number): boolean {
	return code === 0x20 || code === 0x09 || code === 0x0d;
}

/** Letters and digits: a line of other characters is left to the lexer. */
function isWord(code: number): boolean {
	return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39);
}

/** Whether a text begins with a byte order mark, at which ssh stumbles. */
export function hasByteOrderMark(text: string): boolean {
	return text.startsWith(byteOrderMark);
}

/** The tags of a `# tags: prod, eu` comment: split at commas and white space, a leading `#` dropped, each once. */
export function readTags(argument: string): string[] {
	const tags = argument.split(/[\s,]+/).map(tag => tag.replace(/^#+/, ''));
	return [...new Set(tags.filter(tag => tag !== ''))];
}
