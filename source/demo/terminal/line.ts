import {graphemes} from '../../core/text/fit.ts';
import type {Key} from './keys.ts';

/** A line that is being typed: the characters (as a person counts them) before and after the cursor. */
export type Line = {readonly before: readonly string[]; readonly after: readonly string[]};

export const emptyLine: Line = {before: [], after: []};

/** A text with the cursor at its end. */
export function lineOf(text: string): Line {
	return {before: graphemes(text), after: []};
}

export function textOf({before, after}: Line): string {
	return before.join('') + after.join('');
}

/** The line after an editing key. Keys that do not edit leave it as it is. */
export function edit(line: Line, key: Key): Line {
	const {before, after} = line;
	switch (key.name) {
		case 'text':
			// Cut anew: a combining mark joins the character before it.
			return {before: graphemes(before.join('') + key.text), after};
		case 'backspace':
			return {before: before.slice(0, -1), after};
		case 'delete':
		case 'end-of-input':
			return {before, after: after.slice(1)};
		case 'left':
			return before.length === 0 ? line : {before: before.slice(0, -1), after: [before.at(-1)!, ...after]};
		case 'right':
			return after.length === 0 ? line : {before: [...before, after[0]!], after: after.slice(1)};
		case 'home':
			return {before: [], after: [...before, ...after]};
		case 'end':
			return {before: [...before, ...after], after: []};
		case 'kill-left':
			return {before: [], after};
		case 'kill-right':
			return {before, after: []};
		case 'kill-word':
			return {before: before.slice(0, wordStart(before)), after};
		default:
			return line;
	}
}

function wordStart(characters: readonly string[]): number {
	let start = characters.length;
	while (start > 0 && characters[start - 1] === ' ') {
		start -= 1;
	}
	while (start > 0 && characters[start - 1] !== ' ') {
		start -= 1;
	}
	return start;
}
