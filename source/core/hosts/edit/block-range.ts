import {Refusal} from '../../errors.ts';
import {readDirective} from '../lexer.ts';
import type {TextLine} from './line-parts.ts';

/**
 * The lines of a block, as indexes: its `Host` line, behind the last line that is surely its own, and the next `Host` or
 * `Match` line (or the end of the file). What stands between `end` and `next` are blank lines and comments, which as a
 * rule belong to what follows.
 */
export type BlockRange = {readonly header: number; readonly end: number; readonly next: number};

const tagsComment = /^[ \t]*#[ \t]*tags[ \t]*:/i;

/** Whether a line is the comment that holds tags. */
export function isTagsLine(text: string): boolean {
	return tagsComment.test(text);
}

/** The keyword of a line in lower case; empty for a comment or a blank line. A byte order mark is passed over. */
export function keywordOf(line: TextLine | undefined): string {
	return readDirective(line?.text.replace(/^\uFEFF/, '') ?? '')?.keyword ?? '';
}

function indentOf(text: string): number {
	return text.length - text.trimStart().length;
}

/** The block whose `Host` line is the one with this number, from 1. Throws a Refusal where none stands there (any more). */
export function blockAt(lines: readonly TextLine[], number: number): BlockRange {
	const header = number - 1;
	if (keywordOf(lines[header]) !== 'host') {
		throw new Refusal('The file has changed: the host no longer stands where it stood.', 'Try again.');
	}
	return rangeFrom(lines, header);
}

/** The block whose `Host` or `Match` line has this index. */
export function rangeFrom(lines: readonly TextLine[], header: number): BlockRange {
	let next = header + 1;
	while (next < lines.length && !['host', 'match'].includes(keywordOf(lines[next]))) {
		next++;
	}
	let end = header + 1;
	let isTogether = true;
	for (let index = header + 1; index < next; index++) {
		const text = lines[index]?.text ?? '';
		const isDirective = keywordOf(lines[index]) !== '';
		const isComment = text.trimStart().startsWith('#');
		const isInside = isComment && isTogether && indentOf(text) > indentOf(lines[header]?.text ?? '');
		if (isDirective || isTagsLine(text) || isInside) {
			end = index + 1;
			isTogether = true;
		} else if (!isComment) {
			isTogether = false;
		}
	}
	return {header, end, next};
}
