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
	const lines: ConfigLine[] = [];
	let number = 0;
	let start = hasByteOrderMark(text) ? 1 : 0;
	while (start < text.length) {
		const newline = text.indexOf('\n', start);
		const end = newline === -1 ? text.length : newline;
		number++;
		if (end > start) {
			const line = text.slice(start, end);
			const directive = readDirective(line);
			if (directive) {
				lines.push({number, keyword: directive.keyword, argument: directive.argument});
			} else if (line.includes('#')) {
				const tags = tagsComment.exec(line)?.[1];
				if (tags !== undefined) {
					lines.push({number, keyword: tagsKeyword, argument: tags});
				}
			}
		}
		start = end + 1;
	}
	return lines;
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
