import {type ListPosition, visible} from '../../core/list/position.ts';
import {cells, clip} from '../../core/text/fit.ts';
import {printable} from '../../core/text/printable.ts';
import type {PaneRow} from '../../state/rows/pane-row.ts';
import {column, line, type Span, span, spread} from '../parts/line.ts';
import {type Theme, toneRoles} from '../theme.ts';

const markRoles = {up: 'good', ok: 'good', bad: 'bad', warning: 'warning', none: 'dim'} as const;

/**
 * The longest note that fits into the cells that the value leaves free. Else the shortest, cut, where a third of the row
 * is free, or where the value is cut in any case and can give a third. A place in a file is told in any case: where there
 * is no room by its name and line alone, for which the value gives up to a third of the row.
 */
function noteFor({note = '', notes = [note]}: PaneRow, free: number, width: number): string {
	const place = printable(/([^/]+:\d+)$/.exec(note)?.[1] ?? '');
	const clean = place === '' ? notes.map(printable) : [...notes.map(printable), place];
	const fitting = clean.find(each => cells(each) <= free);
	const third = Math.floor(width / 3);
	const room = free >= third ? free : free < -1 || place !== '' ? third : 0;
	return fitting ?? clip(clean.at(-1) ?? '', room);
}

function factSpans(row: PaneRow, labelWidth: number, width: number, theme: Theme): readonly Span[] {
	const mark = row.mark === undefined ? [] : [span(markRoles[row.mark], `${theme.glyphs[row.mark]} `)];
	const label =
		row.label === '' ? [] : [column('dim', printable(row.label), labelWidth, 'middle'), span('text', ' ')];
	const value = span(row.tone === undefined ? 'text' : toneRoles[row.tone], printable(row.value));
	const used = [...mark, ...label].reduce((sum, part) => sum + cells(part.text), 1);
	const note = noteFor(row, width - used - cells(value.text) - 1, width);
	return spread([span('text', ' '), ...mark, ...label, value], span('dim', note), width);
}

function rowSpans(row: PaneRow, labelWidth: number, width: number, theme: Theme): readonly Span[] {
	if (row.kind === 'heading') {
		return [span('strong', ` ${printable(row.label)}`)];
	}
	if (row.kind === 'text') {
		return [span(row.tone === undefined ? 'dim' : toneRoles[row.tone], ` ${printable(row.value)}`)];
	}
	return factSpans(row, labelWidth, width, theme);
}

type Widths = readonly number[];
const labelWidthsOf = new WeakMap<readonly PaneRow[], Widths>();

/** The width of the label column for each row: the widest label of its section, from one heading to the next. */
function labelWidths(rows: readonly PaneRow[]): Widths {
	const known = labelWidthsOf.get(rows);
	if (known !== undefined) {
		return known;
	}
	const widths: number[] = new Array(rows.length).fill(0);
	let widest = 0;
	let start = 0;
	for (const [at, row] of rows.entries()) {
		if (row.kind === 'heading') {
			widths.fill(widest, start, at);
			widest = 0;
			start = at;
		} else if (row.kind === 'fact') {
			widest = Math.max(widest, cells(printable(row.label)));
		}
	}
	widths.fill(widest, start);
	labelWidthsOf.set(rows, widths);
	return widths;
}

/** The rows of a pane that are on screen, as lines of at most `width` cells. */
export function factLines(
	rows: readonly PaneRow[],
	view: {position: ListPosition; height: number; width: number; isFocused: boolean},
	theme: Theme,
): readonly string[] {
	const widths = labelWidths(rows);
	const most = Math.floor(view.width * 0.42);
	return visible(rows, view.position, view.height).map((row, index) => {
		const at = view.position.first + index;
		const isSelected = view.isFocused && at === view.position.cursor;
		const spans = rowSpans(row, Math.min(most, widths[at] ?? 0), view.width, theme);
		return line(spans, view.width, theme, {selected: isSelected ? 'selected' : undefined});
	});
}
