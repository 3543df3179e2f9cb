import {cells, clip} from '../../core/text/fit.ts';
import type {Theme} from '../theme.ts';
import {line, type Span, span} from './line.ts';

export type Title = {
	readonly number: number;
	readonly name: string;
	/** What the pane is about, behind its name. */
	readonly subject?: Span | undefined;
	/** At the right end. */
	readonly note?: string | undefined;
	readonly isFocused: boolean;
};

/** The title line of a pane: name, subject, one rule, note. The focused one is inverse with a heavy rule. */
export function titleLine(title: Title, width: number, theme: Theme): string {
	const name = span(title.isFocused ? 'selected' : 'strong', ` ${title.number} ${title.name} `);
	const note = clip(title.note ?? '', Math.max(0, width - cells(name.text) - 8));
	const noteWidth = note === '' ? 0 : cells(note) + 1;
	const subjectRoom = width - cells(name.text) - noteWidth - 3;
	const subject =
		title.subject === undefined
			? []
			: [span(title.subject.role, ` ${clip(title.subject.text, subjectRoom)}`)];
	const used = [name, ...subject].reduce((sum, part) => sum + cells(part.text), 0) + noteWidth;
	const glyph = title.isFocused ? theme.glyphs.heavyRule : theme.glyphs.rule;
	const rule = ` ${glyph.repeat(Math.max(0, width - used - 1))}`;
	return line(
		[name, ...subject, span('dim', rule), span('dim', note === '' ? '' : ` ${note}`)],
		width,
		theme,
	);
}
