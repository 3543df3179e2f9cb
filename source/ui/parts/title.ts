import {cells, clip} from '../../core/text/fit.ts';
import type {Theme} from '../theme.ts';
import {line, type Span, span} from './line.ts';

export type Title = {
	/** The key that goes to the pane, where there is one. */
	readonly number?: number;
	readonly name: string;
	/** What the pane is about, behind its name. */
	readonly subject?: Span | undefined;
	/** At the right end. */
	readonly note?: string | undefined;
	readonly isFocused: boolean;
};

/** What a note leaves to the right of the name: blanks and a rule, and more where there is a subject. */
const leastRule = 8;
const leastSubject = 12;

type Parts = {
	readonly name: string;
	readonly note: string;
	/** Where the subject begins, and how many cells it has. */
	readonly subject: {readonly x: number; readonly width: number};
};

function partsOf(title: Pick<Title, 'number' | 'name' | 'note'>, width: number, hasSubject: boolean): Parts {
	const number = title.number === undefined ? '' : `${title.number} `;
	const name = ` ${number}${title.name} `;
	const kept = cells(name) + leastRule + (hasSubject ? leastSubject : 0);
	const text = clip(title.note ?? '', Math.max(0, width - kept));
	const note = text === '' ? '' : ` ${text}`;
	const x = cells(name) + 1;
	return {name, note, subject: {x, width: Math.max(0, width - x - cells(note) - 2)}};
}

/** The room for the subject of a title line: a field in it is drawn there. */
export function subjectRoom(title: Pick<Title, 'number' | 'name' | 'note'>, width: number): Parts['subject'] {
	return partsOf(title, width, true).subject;
}

/** The title line of a pane: name, subject (cut where `cut` says), one rule, note. The focused one is inverse with a heavy rule. */
export function titleLine(title: Title, width: number, theme: Theme, cut: 'end' | 'middle' = 'end'): string {
	const parts = partsOf(title, width, title.subject !== undefined);
	const name = span(title.isFocused ? 'selected' : 'strong', parts.name);
	const subject =
		title.subject === undefined
			? []
			: [span(title.subject.role, ` ${clip(title.subject.text, parts.subject.width, cut)}`)];
	const used = [name, ...subject].reduce((sum, part) => sum + cells(part.text), 0) + cells(parts.note);
	const glyph = title.isFocused ? theme.glyphs.heavyRule : theme.glyphs.rule;
	const rule = ` ${glyph.repeat(Math.max(0, width - used - 1))}`;
	return line([name, ...subject, span('dim', rule), span('dim', parts.note)], width, theme);
}
