import {type ListPosition, visible} from '../../core/list/position.ts';
import {cells, clip} from '../../core/text/fit.ts';
import {printable} from '../../core/text/printable.ts';
import type {PaneRow} from '../../state/rows/pane-row.ts';
import {column, line, type Span, span, spread} from '../parts/line.ts';
import {type Theme, toneRoles} from '../theme.ts';

const markRoles = {up: 'good', ok: 'good', bad: 'bad', warning: 'warning', none: 'dim'} as const;

function factSpans(row: PaneRow, labelWidth: number, width: number, theme: Theme): readonly Span[] {
	const mark = row.mark === undefined ? [] : [span(markRoles[row.mark], `${theme.glyphs[row.mark]} `)];
	const label =
		row.label === '' ? [] : [column('dim', printable(row.label), labelWidth, 'middle'), span('text', ' ')];
	const value = span(row.tone === undefined ? 'text' : toneRoles[row.tone], printable(row.value));
	const used = [...mark, ...label].reduce((sum, part) => sum + cells(part.text), 1);
	// The note gives way to the value, but for a third of the room.
	const room = width - used;
	const noteRoom = Math.max(Math.floor(room / 3), room - cells(value.text) - 2);
	const note = clip(printable(row.note ?? ''), Math.max(0, noteRoom), 'middle');
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

/** The width of the label column for each row: the widest label of its section, from one heading to the next. */
function labelWidths(rows: readonly PaneRow[], width: number): readonly number[] {
	const most = Math.floor(width * 0.42);
	const widths: number[] = [];
	let start = 0;
	for (let end = 1; end <= rows.length; end++) {
		if (end === rows.length || rows[end]?.kind === 'heading') {
			const labels = rows
				.slice(start, end)
				.map(row => (row.kind === 'fact' ? cells(printable(row.label)) : 0));
			widths.push(...labels.map(() => Math.min(most, Math.max(...labels))));
			start = end;
		}
	}
	return widths;
}

/** The rows of a pane that are on screen, as lines of at most `width` cells. */
export function factLines(
	rows: readonly PaneRow[],
	view: {position: ListPosition; height: number; width: number; isFocused: boolean},
	theme: Theme,
): readonly string[] {
	const widths = labelWidths(rows, view.width);
	return visible(rows, view.position, view.height).map((row, index) => {
		const at = view.position.first + index;
		const isSelected = view.isFocused && at === view.position.cursor;
		const spans = rowSpans(row, widths[at] ?? 0, view.width, theme);
		return line(spans, view.width, theme, {selected: isSelected ? 'selected' : undefined});
	});
}
