import {readTags} from '../config-text.ts';
import {readDirective, splitArguments} from '../lexer.ts';
import {type BlockRange, isTagsLine} from './block-range.ts';
import {type TextLine, takeApart} from './line-parts.ts';
import {optionOf, readValue} from './option-value.ts';

/** An option as a person sees it: its name, and its value without quotes. */
export type DraftOption = {readonly keyword: string; readonly value: string};

/** What a person wants a host to be, or what it is: the content of one `Host` block. */
export type HostDraft = {
	/** All names of the `Host` line, patterns and negations included. */
	readonly names: readonly string[];
	readonly tags: readonly string[];
	/** The comment at the start of the block; empty: none. */
	readonly comment: string;
	/** In the order of the file. */
	readonly options: readonly DraftOption[];
};

export const emptyDraft: HostDraft = {names: [], tags: [], comment: '', options: []};

/** An option's line in a block. `option` is its name as `ssh -G` has it; of several lines that do not add up the first counts. */
export type OptionLine = DraftOption & {readonly option: string; readonly index: number};

/** The lines of a block that set options, `Include` left out. */
export function optionLinesOf(lines: readonly TextLine[], block: BlockRange): OptionLine[] {
	const found: OptionLine[] = [];
	for (let index = block.header + 1; index < block.end; index++) {
		const text = lines[index]?.text ?? '';
		const parts = takeApart(text) ?? readDirective(text);
		if (parts !== null && parts.keyword.toLowerCase() !== 'include') {
			const known = optionOf(parts.keyword);
			found.push({
				keyword: known?.name ?? parts.keyword,
				option: (known?.name ?? parts.keyword).toLowerCase(),
				value: readValue(parts.keyword, parts.argument),
				index,
			});
		}
	}
	return found;
}

/** The line of a block's comment: the first comment before its options; -1 where it has none. */
export function commentLine(lines: readonly TextLine[], block: BlockRange): number {
	for (let index = block.header + 1; index < block.end; index++) {
		const text = lines[index]?.text.trim() ?? '';
		if (text.startsWith('#') && !isTagsLine(text)) {
			return index;
		}
		if (readDirective(text) !== null) {
			return -1;
		}
	}
	return -1;
}

/** The names on a `Host` line. */
export function namesOf(header: TextLine | undefined): string[] {
	return splitArguments(readDirective(header?.text ?? '')?.argument ?? '') ?? [];
}

/** What a block says, as a person sees it. */
export function readDraft(lines: readonly TextLine[], block: BlockRange): HostDraft {
	const seen = new Set<string>();
	const options = optionLinesOf(lines, block).filter(({keyword, option}) => {
		const isFirst = !seen.has(option);
		seen.add(option);
		return isFirst || optionOf(keyword)?.addsUp === true;
	});
	const tags: string[] = [];
	for (let index = block.header + 1; index < block.next; index++) {
		const text = lines[index]?.text ?? '';
		if (isTagsLine(text)) {
			tags.push(...readTags(text.slice(text.indexOf(':') + 1)));
		}
	}
	return {
		names: namesOf(lines[block.header]),
		tags: [...new Set(tags)],
		comment: lines[commentLine(lines, block)]?.text.trim().replace(/^#+[ \t]*/, '') ?? '',
		options: options.map(({keyword, value}) => ({keyword, value})),
	};
}
