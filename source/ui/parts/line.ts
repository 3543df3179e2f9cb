import {cells, clip, fit} from '../../core/text/fit.ts';
import type {Role, Theme} from '../theme.ts';

/** A piece of clean text with its look. */
export type Span = {readonly text: string; readonly role: Role};

export function span(role: Role, text: string): Span {
	return {role, text};
}

/** A line of exactly `width` cells. A selected line has one look from edge to edge. */
export function line(spans: readonly Span[], width: number, theme: Theme, selected?: Role): string {
	let left = width;
	const cut: Span[] = [];
	for (const {text, role} of spans) {
		const part = clip(text, left);
		left -= cells(part);
		cut.push({text: part, role});
	}
	cut.push({text: ' '.repeat(Math.max(0, left)), role: 'text'});
	return selected === undefined
		? cut.map(part => theme.paint(part.role, part.text)).join('')
		: theme.paint(selected, cut.map(part => part.text).join(''));
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
