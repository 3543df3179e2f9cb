import {Refusal} from '../../errors.ts';
import {readDirective, splitArguments} from '../lexer.ts';
import {isPattern} from '../pattern.ts';
import {whyNoHost} from '../refused-name.ts';
import {type BlockRange, keywordOf, rangeFrom} from './block-range.ts';
import {argumentOf, indentOf} from './change-block.ts';
import type {HostDraft} from './host-draft.ts';
import type {LineEdit} from './line-edit.ts';
import type {TextLine} from './line-parts.ts';
import {optionOf, quoteWord, type SshNumber} from './option-value.ts';

function isBlank(line: TextLine | undefined): boolean {
	return line === undefined || line.text.trim() === '';
}

/** Whether a line begins what holds for every host: `Host *`, or `Match all`. */
function isForAll(line: TextLine | undefined): boolean {
	const keyword = keywordOf(line);
	const words = splitArguments(readDirective(line?.text ?? '')?.argument ?? '') ?? [];
	return keyword === 'host' ? words.includes('*') : keyword === 'match' && words[0]?.toLowerCase() === 'all';
}

/** Where a new block goes: before the first `Host *` and the comments above it that are not the last block's, else to the end. */
function placeOfNew(lines: readonly TextLine[]): number {
	let place = lines.findIndex(isForAll);
	if (place === -1) {
		return lines.length;
	}
	const header = lines.findLastIndex(
		(line, index) => index < place && ['host', 'match'].includes(keywordOf(line)),
	);
	const least = header === -1 ? 0 : rangeFrom(lines, header).end;
	while (place > least && lines[place - 1]?.text.trimStart().startsWith('#')) {
		place--;
	}
	return place;
}

/** Throws a Refusal for names that no `Host` line should have, `known` ones being there already. Patterns are names too. */
export function checkNames(names: readonly string[], known: readonly string[] = []): void {
	if (names.length === 0) {
		throw new Refusal('The host needs a name.');
	}
	for (const name of names.filter(each => !known.includes(each))) {
		const reason = whyNoHost(name.replace(/^!/, '').replaceAll(/[*?]/g, 'x'));
		if (reason !== null) {
			throw new Refusal(reason);
		}
	}
	if (names.every(name => name.startsWith('!'))) {
		throw new Refusal('A Host line with nothing but exclusions (!) fits no host.');
	}
}

/** The lines of a new block, without their ends. */
function printBlock(draft: HostDraft, indent: string, ssh: SshNumber): string[] {
	checkNames(draft.names);
	if (/[\n\r\0]/.test(draft.comment) || /^tags[ \t]*:/i.test(draft.comment)) {
		throw new Refusal('A comment is one line, and does not begin with “tags:”.');
	}
	const odd = draft.tags.find(tag => tag === '' || /[\s,#\0]/.test(tag));
	if (odd !== undefined) {
		throw new Refusal('A tag is a word without commas and “#”.');
	}
	const seen = new Set<string>();
	return [
		`Host ${draft.names.map(quoteWord).join(' ')}`,
		...(draft.comment === '' ? [] : [`${indent}# ${draft.comment}`]),
		...(draft.tags.length === 0 ? [] : [`${indent}# tags: ${draft.tags.join(', ')}`]),
		...draft.options.map(option => {
			const known = optionOf(option.keyword);
			const name = known?.name ?? option.keyword;
			if (seen.has(name) && known?.addsUp !== true) {
				throw new Refusal(`${name} is set twice: only the first would count.`);
			}
			seen.add(name);
			return `${indent}${name} ${argumentOf(option, ssh)}`;
		}),
	];
}

/** The edits that add a block for a draft. */
export function addBlock(lines: readonly TextLine[], draft: HostDraft, ssh: SshNumber): LineEdit[] {
	return insertBlock(lines, printBlock(draft, indentOf(lines), ssh));
}

/** The edits that put ready lines where a new block goes, set apart by blank lines. */
export function insertBlock(lines: readonly TextLine[], block: readonly string[]): LineEdit[] {
	const place = placeOfNew(lines);
	const before = place > 0 && !isBlank(lines[place - 1]) ? [''] : [];
	const after = place < lines.length && !isBlank(lines[place]) ? [''] : [];
	return [...before, ...block, ...after].map(text => ({kind: 'insert', line: place, text}));
}

/** The edits that take a block away, and one of the blank lines around it; comments above it stay. */
export function removeBlock(lines: readonly TextLine[], block: BlockRange): LineEdit[] {
	const gone = Array.from({length: block.end - block.header}, (_, at) => block.header + at);
	if (isBlank(lines[block.header - 1]) && block.end < lines.length && isBlank(lines[block.end])) {
		gone.push(block.end);
	} else if (block.end === lines.length && block.header > 0 && isBlank(lines[block.header - 1])) {
		gone.unshift(block.header - 1);
	}
	return gone.map(line => ({kind: 'remove', line}));
}

/** Whether a block is left without a use when these names go: no name but exclusions. */
export function isOnlyFor(names: readonly string[], gone: readonly string[]): boolean {
	return names.every(name => name === '' || gone.includes(name) || name.startsWith('!'));
}

/** The names of a `Host` line that are hosts. */
export function aliasesOf(names: readonly string[]): string[] {
	return names.filter(name => !isPattern(name));
}
