import {wrap} from '../core/text/fit.ts';
import type {Tone} from '../state/app-state.ts';

/** A line of a dialog, clean and wrapped; `key` stands before it in a column of its own. */
export type DialogLine = {
	readonly kind: 'heading' | 'text' | 'raw';
	readonly text: string;
	readonly key?: string;
	readonly tone?: Tone;
};

export const blank: DialogLine = {kind: 'text', text: ''};

/** The cells that a line's `key` takes, at least. */
export const keyColumn = 16;

/** So many lines of what somebody else wrote are shown. */
const mostQuoted = 30;

export function heading(words: string): DialogLine {
	return {kind: 'heading', text: words};
}

/** A clean paragraph, wrapped. */
export function text(words: string, width: number, tone?: Tone): DialogLine[] {
	return wrap(words, width).map(line => ({kind: 'text', text: line, ...(tone === undefined ? {} : {tone})}));
}

/** A clean value behind its label, wrapped: nothing of it may be cut off. */
export function fact(
	label: string,
	value: string,
	width: number,
	look: Partial<DialogLine> = {},
): DialogLine[] {
	return wrap(value, Math.max(1, width - keyColumn)).map((line, index) => ({
		kind: 'text',
		key: index === 0 ? label : '',
		text: line,
		...look,
	}));
}

/** What somebody else wrote, clean, marked as theirs at the start of each line. */
export function quoted(lines: readonly string[], width: number): DialogLine[] {
	const all = lines.flatMap(line => wrap(line, width - 2));
	const shown = all.slice(0, mostQuoted).map((line): DialogLine => ({kind: 'text', text: `| ${line}`}));
	const left = all.length - shown.length;
	if (all.length === 0) {
		return [{kind: 'raw', text: '| (no text)'}];
	}
	return left === 0 ? shown : [...shown, {kind: 'raw', text: `| … ${left} more lines`}];
}
