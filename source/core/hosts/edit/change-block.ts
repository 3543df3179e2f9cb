import {Refusal} from '../../errors.ts';
import {readDirective} from '../lexer.ts';
import {type BlockRange, isTagsLine, keywordOf} from './block-range.ts';
import {
	commentLine,
	type DraftOption,
	type HostDraft,
	namesOf,
	optionLinesOf,
	readDraft,
} from './host-draft.ts';
import type {LineEdit} from './line-edit.ts';
import {type TextLine, takeApart, wordRanges} from './line-parts.ts';
import {optionOf, printValue, printWords, quoteWord, type SshNumber} from './option-value.ts';

const usualIndent = '    ';

/** The white space before the options of a block, or of a file where the block has none. */
export function indentOf(lines: readonly TextLine[], block?: BlockRange): string {
	for (let index = (block?.header ?? -1) + 1; index < (block?.end ?? lines.length); index++) {
		const keyword = keywordOf(lines[index]);
		const indent = /^[ \t]*/.exec(lines[index]?.text ?? '')?.[0] ?? '';
		if (keyword !== '' && (block !== undefined || indent !== '')) {
			return indent;
		}
	}
	return block === undefined ? usualIndent : indentOf(lines);
}

/** Throws a Refusal for the first value that ssh would not take. */
export function argumentOf({keyword, value}: DraftOption, ssh: SshNumber): string {
	// An option that is not known here may be one that IgnoreUnknown lets pass: ssh judges it.
	const isForSsh =
		optionOf(keyword) === undefined &&
		/^[a-z]\w*$/i.test(keyword) &&
		!/^(host|match|include)$/i.test(keyword);
	const printed =
		isForSsh && value.trim() !== '' && !/[\n\r\0]/.test(value)
			? printWords(keyword, value.trim())
			: printValue(keyword, value, ssh);
	if ('problem' in printed) {
		throw new Refusal(printed.problem);
	}
	return printed.argument;
}

/** A directive's line with another argument, the rest of it as it was. */
export function withArgument(text: string, argument: string): string {
	const parts = takeApart(text);
	const odd = parts === null && !text.includes('#') ? readDirective(text) : null;
	if (odd !== null) {
		// A keyword in quotes, or an `=` before it.
		const name = optionOf(odd.keyword)?.name ?? odd.keyword;
		return `${/^\s*/.exec(text)?.[0]}${name} ${argument}`;
	}
	if (parts === null) {
		throw new Refusal(
			'That line is written in a way that is not changed here.',
			'Change it in an editor (E).',
		);
	}
	const {indent, keyword, separator, tail} = parts;
	// Behind a bare `=` or keyword a quote needs no blank, a word does.
	return indent + keyword + (separator === '' ? ' ' : separator) + argument + tail;
}

/** The edits that make a block say what a draft says; lines that say it already stay as they are. */
export function changeBlock(
	lines: readonly TextLine[],
	block: BlockRange,
	draft: HostDraft,
	ssh: SshNumber,
): LineEdit[] {
	const now = readDraft(lines, block);
	const indent = indentOf(lines, block);
	return [
		...changeNames(lines, block.header, now.names, draft.names),
		...changeComment(lines, block, draft.comment, indent),
		...changeTags(lines, block, now.tags, draft.tags, indent),
		...changeOptions(lines, block, draft.options, ssh, indent),
	];
}

/** The edits that give a `Host` line other names: names that stay keep their places, where the order allows it. */
function changeNames(
	lines: readonly TextLine[],
	header: number,
	before: readonly string[],
	after: readonly string[],
): LineEdit[] {
	if (before.join('\0') === after.join('\0')) {
		return [];
	}
	const text = lines[header]?.text ?? '';
	const argument = takeApart(text)?.argument ?? '';
	const ranges = wordRanges(argument);
	const words = ranges.map(({start, end}) => argument.slice(start, end));
	const gaps = ranges.map(({start}, index) => argument.slice(ranges[index - 1]?.end ?? 0, start));
	if (words.length !== before.length) {
		return [{kind: 'text', line: header, text: withArgument(text, after.map(quoteWord).join(' '))}];
	}
	const kept = before.filter(name => after.includes(name));
	const isOrdered = kept.join('\0') === after.filter(name => before.includes(name)).join('\0');
	const printed = after.map((name, index) => {
		const old = before.indexOf(name);
		const word = old === -1 ? quoteWord(name) : words[old];
		const gap = index === 0 ? '' : ((isOrdered && old > 0 ? gaps[old] : gaps[index]) ?? ' ');
		return gap + word;
	});
	return [{kind: 'text', line: header, text: withArgument(text, printed.join(''))}];
}

function changeComment(
	lines: readonly TextLine[],
	block: BlockRange,
	comment: string,
	indent: string,
): LineEdit[] {
	const line = commentLine(lines, block);
	const old = lines[line]?.text ?? '';
	const shown = old.trim().replace(/^#+[ \t]*/, '');
	if (/[\n\r\0]/.test(comment)) {
		throw new Refusal('A comment is one line.');
	}
	if (comment === shown) {
		return [];
	}
	if (/^tags[ \t]*:/i.test(comment)) {
		throw new Refusal('A comment that begins with “tags:” would be read as tags.');
	}
	if (line === -1) {
		return [{kind: 'insert', line: block.header + 1, text: `${indent}# ${comment}`}];
	}
	if (comment === '') {
		return [{kind: 'remove', line}];
	}
	const start = /^[ \t]*#+[ \t]*/.exec(old)?.[0] ?? '# ';
	return [{kind: 'text', line, text: start + comment}];
}

/** The edits that give a block other tags. */
export function changeTags(
	lines: readonly TextLine[],
	block: BlockRange,
	before: readonly string[],
	after: readonly string[],
	indent: string,
): LineEdit[] {
	if (before.join('\0') === after.join('\0')) {
		return [];
	}
	const odd = after.find(tag => tag === '' || /[\s,#\0]/.test(tag));
	if (odd !== undefined) {
		throw new Refusal('A tag is a word without commas and “#”.');
	}
	const own = Array.from({length: block.next - block.header}, (_, at) => block.header + at).filter(index =>
		isTagsLine(lines[index]?.text ?? ''),
	);
	const [first, ...others] = own;
	const removed = others.map((line): LineEdit => ({kind: 'remove', line}));
	if (first === undefined) {
		return [{kind: 'insert', line: block.header + 1, text: `${indent}# tags: ${after.join(', ')}`}];
	}
	if (after.length === 0) {
		return [{kind: 'remove', line: first}, ...removed];
	}
	const text = lines[first]?.text ?? '';
	const start = /^[^:]*:[ \t]*/.exec(text)?.[0] ?? '';
	return [{kind: 'text', line: first, text: `${start}${after.join(', ')}`}, ...removed];
}

/** New lines go behind the last option of the block, but before an Include in it: what that sets would count first. */
function endOfOptions(lines: readonly TextLine[], block: BlockRange): number {
	let end = block.header + 1;
	for (let index = block.header + 1; index < block.end; index++) {
		const keyword = keywordOf(lines[index]);
		if (keyword === 'include') {
			return end;
		}
		if (keyword !== '' || isTagsLine(lines[index]?.text ?? '')) {
			end = index + 1;
		}
	}
	return Math.max(end, commentLine(lines, block) + 1);
}

function changeOptions(
	lines: readonly TextLine[],
	block: BlockRange,
	wanted: readonly DraftOption[],
	ssh: SshNumber,
	indent: string,
): LineEdit[] {
	const there = optionLinesOf(lines, block);
	const nameOf = (keyword: string): string => (optionOf(keyword)?.name ?? keyword).toLowerCase();
	const end = endOfOptions(lines, block);
	const edits: LineEdit[] = [];
	const names = new Set([...there.map(({option}) => option), ...wanted.map(({keyword}) => nameOf(keyword))]);
	for (const name of names) {
		const old = there.filter(({option}) => option === name);
		const next = wanted.filter(({keyword}) => nameOf(keyword) === name);
		const addsUp = optionOf(name)?.addsUp === true;
		if (!addsUp && next.length > 1) {
			throw new Refusal(`${next[0]?.keyword} is set twice: only the first would count.`);
		}
		if (next.length === 0 || addsUp) {
			edits.push(...matchLines(lines, old, next, {end, ssh, indent}));
			continue;
		}
		const [first] = old;
		const [option] = next as [DraftOption];
		edits.push(...matchLines(lines, first === undefined ? [] : [first], [option], {end, ssh, indent}));
	}
	return edits;
}

type Placing = {readonly end: number; readonly ssh: SshNumber; readonly indent: string};

/** Lines that hold a wanted value stay; of the others each takes the next value that is left, and what is over comes or goes. */
function matchLines(
	lines: readonly TextLine[],
	old: ReadonlyArray<DraftOption & {readonly index: number}>,
	wanted: readonly DraftOption[],
	{end, ssh, indent}: Placing,
): LineEdit[] {
	const left = [...wanted];
	const free = old.filter(({value}) => {
		const at = left.findIndex(option => option.value === value);
		if (at !== -1) {
			left.splice(at, 1);
		}
		return at === -1;
	});
	const edits: LineEdit[] = [];
	for (const {index} of free) {
		const option = left.shift();
		if (option === undefined) {
			edits.push({kind: 'remove', line: index});
			continue;
		}
		const argument = argumentOf(option, ssh);
		edits.push({
			kind: 'argument',
			line: index,
			argument,
			text: withArgument(lines[index]?.text ?? '', argument),
		});
	}
	const behind = old.at(-1)?.index;
	for (const option of left) {
		edits.push({
			kind: 'insert',
			line: behind === undefined ? end : behind + 1,
			text: `${indent}${optionOf(option.keyword)?.name ?? option.keyword} ${argumentOf(option, ssh)}`,
		});
	}
	return edits;
}

/** The edits that take names off a `Host` line. */
export function removeNames(
	lines: readonly TextLine[],
	block: BlockRange,
	gone: readonly string[],
): LineEdit[] {
	const names = namesOf(lines[block.header]);
	return changeNames(
		lines,
		block.header,
		names,
		names.filter(name => !gone.includes(name)),
	);
}
