/** One line of a config file taken apart: the keyword in lower case and the text of its arguments, not yet unquoted. */
export type Directive = {readonly keyword: string; readonly argument: string};

const simple = /^[ \t\r]*([^ \t\r"=#][^ \t\r"=]*)(?:[ \t\r]*=[ \t\r]*|[ \t\r]+|$)(.*)$/s;
const trailing = ' \t\r\n\f';
const plainArguments = /^[^"'\\#]*$/;

/** A token and what follows it, as OpenSSH's strdelim() sees them; null when a quote is left open. */
function delimit(text: string): {token: string; rest: string} | null {
	const at = text.search(/[ \t\r\n"=]/);
	if (at === -1) {
		return {token: text, rest: ''};
	}
	if (text[at] === '"') {
		const end = text.indexOf('"', at + 1);
		return end === -1
			? null
			: {
					token: text.slice(0, at) + text.slice(at + 1, end),
					rest: text.slice(end + 1).replace(/^[ \t\r\n]+/, ''),
				};
	}
	const rest = text.slice(at + 1).replace(/^[ \t\r\n]+/, '');
	return {
		token: text.slice(0, at),
		rest: text[at] !== '=' && rest.startsWith('=') ? rest.slice(1).replace(/^[ \t\r\n]+/, '') : rest,
	};
}

/**
 * Takes a line of an ssh config apart as ssh does: leading white space, `Key value`, `Key=value`, `Key = value`, a quoted
 * keyword, CRLF, a line cut at a NUL. Returns null for an empty line and a comment. There is no line continuation.
 */
export function readDirective(line: string): Directive | null {
	const nul = line.indexOf('\0');
	const text = withoutTrailing(nul === -1 ? line : line.slice(0, nul));
	const quick = simple.exec(text);
	if (quick) {
		return {keyword: (quick[1] as string).toLowerCase(), argument: quick[2] as string};
	}
	let part = delimit(text);
	if (part?.token === '') {
		part = delimit(part.rest);
	}
	if (!part || part.token === '' || part.token.startsWith('#')) {
		return null;
	}
	return {keyword: part.token.toLowerCase(), argument: part.rest.replace(/^[ \t\r\n]+/, '')};
}

/** As a pattern this would take the square of the length of a line of blanks. */
function withoutTrailing(line: string): string {
	let end = line.length;
	while (end > 0 && trailing.includes(line[end - 1] as string)) {
		end--;
	}
	return line.slice(0, end);
}

/**
 * The arguments of a directive, unquoted, up to a comment: double and single quotes anywhere in a word, `\"`, `\'`, `\\`
 * and, outside quotes, `\ ` (ssh's argv_split()). Returns null when a quote is left open.
 */
export function splitArguments(text: string): string[] | null {
	if (plainArguments.test(text)) {
		const words = text.split(text.includes('\t') ? /[ \t]/ : ' ');
		return words.includes('') ? words.filter(word => word !== '') : words;
	}
	const words: string[] = [];
	let word: string | null = null;
	let quote = '';
	for (let i = 0; i < text.length; i++) {
		const character = text[i] as string;
		const next = text[i + 1] ?? '';
		const blank = character === ' ' || character === '\t';
		if (word === null) {
			if (blank) {
				continue;
			}
			if (character === '#') {
				break;
			}
			word = '';
		}
		if (character === '\\' && next !== '' && (`'"\\`.includes(next) || (quote === '' && next === ' '))) {
			word += next;
			i++;
		} else if (quote === '' && blank) {
			words.push(word);
			word = null;
		} else if (quote === '' && (character === '"' || character === "'")) {
			quote = character;
		} else if (character === quote) {
			quote = '';
		} else {
			word += character;
		}
	}
	if (quote !== '') {
		return null;
	}
	return word === null ? words : [...words, word];
}
