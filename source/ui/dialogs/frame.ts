import {clip} from '../../core/text/fit.ts';
import type {Area} from '../../state/layout.ts';
import {line, type Span, span} from '../parts/line.ts';
import type {Role, Theme} from '../theme.ts';

/** A line of a dialog; the chosen one of a list is drawn inverse. */
export type FrameLine = {readonly spans: readonly Span[]; readonly isChosen?: boolean};
export type Framed = {readonly area: Area; readonly lines: readonly string[]};

/** A dialog over the panes: a title, its lines, one rule above and below. It covers what it stands on. */
export function frame(
	title: {text: string; role: Role; note?: string},
	content: readonly FrameLine[],
	screen: {columns: number; rows: number; width: number},
	theme: Theme,
): Framed {
	const width = screen.width + 4;
	const height = content.length + 3;
	const area = {
		x: Math.max(0, Math.floor((screen.columns - width) / 2)),
		y: Math.max(0, Math.floor((screen.rows - 2 - height) / 2)),
		width,
		height,
	};
	const note = title.note ?? '';
	const name = ` ${clip(title.text, width - note.length - 8)} `;
	const rule = theme.glyphs.heavyRule.repeat(Math.max(0, width - name.length - note.length - 4));
	const blank = line([], width, theme, {isCovering: true});
	return {
		area,
		lines: [
			line(
				[span('dim', theme.glyphs.heavyRule), span(title.role, name), span('dim', ` ${rule} ${note}`)],
				width,
				theme,
				{isCovering: true},
			),
			blank,
			...content.map(({spans, isChosen}) =>
				line([span('text', '  '), ...spans], width, theme, {
					selected: isChosen === true ? 'selected' : undefined,
					isCovering: true,
				}),
			),
			blank,
		],
	};
}
