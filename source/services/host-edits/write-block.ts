import SSHConfig from 'ssh-config';
import {readConfigText} from '../../core/hosts/config-text.ts';
import type {BlockRange} from '../../core/hosts/edit/block-range.ts';
import {applyEdits, type LineEdit} from '../../core/hosts/edit/line-edit.ts';
import {joinLines, type TextLine, takeApart} from '../../core/hosts/edit/line-parts.ts';

type Line = ReturnType<typeof SSHConfig.parse>[number];

/**
 * A text with edits made in one block of it. The ssh-config package writes the block where it gives it back as it was and
 * its result says what was wanted; else the block is changed line by line.
 */
export function writeBlock(
	lines: readonly TextLine[],
	edits: readonly LineEdit[],
	block: BlockRange | null,
): string {
	const byLines = joinLines(applyEdits(lines, edits));
	if (block === null || edits.length === 0) {
		return byLines;
	}
	const before = joinLines(lines.slice(0, block.header));
	const behind = joinLines(lines.slice(block.end));
	const own = edits.map((edit): LineEdit => ({...edit, line: edit.line - block.header}));
	const written = writeWithPackage(lines.slice(block.header, block.end), own);
	return written !== null && meaning(before + written + behind) === meaning(byLines)
		? before + written + behind
		: byLines;
}

function meaning(text: string): string {
	return JSON.stringify(readConfigText(text).map(({keyword, argument}) => [keyword, argument]));
}

function writeWithPackage(lines: readonly TextLine[], edits: readonly LineEdit[]): string | null {
	const text = joinLines(lines);
	// Only plain values: what has quotes or other than options is changed by its line.
	if (!edits.every(edit => edit.kind === 'argument' && !/["'\\#]/.test(edit.argument))) {
		return null;
	}
	try {
		const parsed = SSHConfig.parse(text);
		if (SSHConfig.stringify(parsed) !== text) {
			return null;
		}
		const options = directivesIn(parsed);
		const indexes = lines.flatMap(({text: line}, index) => (takeApart(line) === null ? [] : [index]));
		for (const edit of edits) {
			const option = options[indexes.indexOf(edit.line)];
			if (option?.type !== SSHConfig.DIRECTIVE || edit.kind !== 'argument') {
				return null;
			}
			option.value = edit.argument;
		}
		return SSHConfig.stringify(parsed);
	} catch {
		return null;
	}
}

function directivesIn(lines: readonly Line[]): Line[] {
	return lines.flatMap(line =>
		line.type === SSHConfig.DIRECTIVE ? [line, ...('config' in line ? directivesIn(line.config) : [])] : [],
	);
}
