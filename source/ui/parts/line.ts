import {cells, clip, fit} from '../../core/text/fit.ts';
import type {Role, Theme} from '../theme.ts';

/** A piece of clean text with its look. */
export type Span = {readonly text: string; readonly role: Role};

export function span(role: Role, text: string): Span {
	return {role, text};
}

/** Spans cut to `width` cells in all. */
function cut(spans: readonly Span[], width: number): readonly Span[] {
	let left = width;
	return spans.map(({text, role}) => {
		const part = clip(text, left);
		left -= cells(part);
		return {text: part, role};
	});
}

export type Look = {
	/** One role from edge to edge, in place of those of the spans. */
	readonly selected?: Role | undefined;
	/** Blank to the edge, to cover what is below. */
	readonly isCovering?: boolean;
};

/**
 * A line of at most `width` cells. What is blank at its end is not written without need: Ink looks at every cell of
 * every line for each frame.
 */
export function line(spans: readonly Span[], width: number, theme: Theme, look: Look = {}): string {
	const parts = cut(spans, width);
	const text = parts.map(part => part.text).join('');
	const padding = ' '.repeat(Math.max(0, width - cells(text)));
	if (look.selected !== undefined) {
		return theme.paint(look.selected, text + padding);
	}
	const last = look.isCovering ? parts.length - 1 : parts.findLastIndex(part => part.text.trim() !== '');
	const painted = parts.slice(0, last + 1).map(part => theme.paint(part.role, part.text));
	return painted.join('') + (look.isCovering ? padding : '');
}

/** Spans on the left and one on the right, with room between them; the left gives way. */
export function spread(left: readonly Span[], right: Span, width: number): readonly Span[] {
	const room = width - cells(right.text) - (right.text === '' ? 0 : 1);
	const fitted: Span[] = [];
	let free = Math.max(0, room);
	for (const part of left) {
		const text = clip(part.text, free);
		free -= cells(text);
		fitted.push({text, role: part.role});
	}
	return [
		...fitted,
		span('text', ' '.repeat(Math.max(0, free + (right.text === '' ? 0 : 1)))),
		{...right, text: clip(right.text, width)},
	];
}

/** A span of exactly `width` cells. */
export function column(role: Role, text: string, width: number, cut: 'end' | 'middle' = 'end'): Span {
	return {role, text: fit(text, width, {cut})};
}
