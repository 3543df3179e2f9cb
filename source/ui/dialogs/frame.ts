import {cells, clip} from '../../core/text/fit.ts';
import type {DialogRoom} from '../../state/layout.ts';
import {line, type Span, span} from '../parts/line.ts';
import type {Role, Theme} from '../theme.ts';

/** A line of a dialog; the chosen one of a list is drawn inverse. */
export type FrameLine = {readonly spans: readonly Span[]; readonly isChosen?: boolean};

/** The title of a dialog, and at its right end where in the text one is. */
export type FrameTitle = {readonly text: string; readonly role: Role; readonly note?: string};

function titleSpans(title: FrameTitle, width: number, glyph: string): readonly Span[] {
	const note = title.note ? ` ${title.note}` : '';
	const name = ` ${clip(title.text, width - cells(note) - 8)} `;
	const rule = glyph.repeat(Math.max(0, width - cells(name) - cells(note) - 1));
	return [span('dim', glyph), span(title.role, name), span('dim', rule + note)];
}

/** The lines of a dialog for all of its area: they cover what is below. */
export function frame(
	title: FrameTitle,
	content: readonly FrameLine[],
	{area, margin, content: inner}: DialogRoom,
	theme: Theme,
): readonly string[] {
	const covering = {isCovering: true};
	const blank = line([], area.width, theme, covering);
	const heading = titleSpans(title, area.width - 2 * margin.x, theme.glyphs.heavyRule);
	const left = span('text', ' '.repeat(margin.x));
	const edge = ' '.repeat(inner.x - area.x);
	const lines = [
		...Array.from({length: margin.y}, () => blank),
		line([left, ...heading], area.width, theme, covering),
		blank,
		...content.map(({spans, isChosen}) => {
			const look = {selected: isChosen === true ? 'selected' : undefined, isCovering: true} as const;
			return edge + line(spans, inner.width, theme, look) + edge;
		}),
	];
	return [...lines, ...Array.from({length: Math.max(0, area.height - lines.length)}, () => blank)];
}
