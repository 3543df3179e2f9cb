import {useCursor} from 'ink';
import {visible} from '../../core/list/position.ts';
import {fieldView} from '../../core/text/field.ts';
import {printable} from '../../core/text/printable.ts';
import type {AppState} from '../../state/app-state.ts';
import type {Column, Side} from '../../state/files/files-state.ts';
import {hostMarks} from '../../state/files/host-marks.ts';
import type {Area} from '../../state/layout.ts';
import {homePath} from '../../state/short-path.ts';
import {asDrawn} from '../../state/update-dialog.ts';
import {line, type Span, span, spread} from '../parts/line.ts';
import {Lines} from '../parts/lines.tsx';
import {titleLine} from '../parts/title.ts';
import type {Theme} from '../theme.ts';
import {useAppState, useUi} from '../ui-context.ts';
import {countText, cursorText, emptyText, isInTrouble, titleNote} from './column-notes.ts';
import {fileColumns, fileLine} from './file-line.ts';

/** The place that a column shows: where a mistake is dear in red, and whether nothing can be changed there. */
function subjectOf(state: AppState, {host, path}: Column): Span {
	const {isProd, isReadOnly} = hostMarks(state, host);
	const tags = `${isProd ? '#prod ' : ''}${isReadOnly ? 'read-only ' : ''}`;
	const place = host === null ? homePath(path, state.home) : path;
	return span(isProd ? 'bad' : 'accent', tags + printable(place));
}

function rowLines(state: AppState, side: Side, area: Area, theme: Theme): readonly string[] {
	const column = state.files.columns[side];
	const isFocused = state.files.side === side && asDrawn(state).dialog === null;
	const columns = fileColumns(area.width);
	const height = area.height - 2;
	const shown = visible(column.rows, column.position, height).map((entry, index) => {
		const isChosen = column.position.first + index === column.position.cursor;
		const spans = fileLine(entry, {
			columns,
			link: column.links.get(entry.name),
			isMarked: column.marks.has(entry.name),
			isChosenIdle: isChosen && !isFocused,
			glyphs: theme.glyphs,
			now: state.now,
		});
		const selected = isFocused ? 'selected' : 'selected-idle';
		return line(spans, area.width, theme, {selected: isChosen ? selected : undefined});
	});
	const role = isInTrouble(column.status) ? 'bad' : 'dim';
	const empty = emptyText(column, area.width).map(text => line([span(role, text)], area.width, theme));
	const lines = [...shown, ...empty].slice(0, height);
	return [...lines, ...Array.from({length: height - lines.length}, () => '')];
}

const prompt = ' /';

/** The line below the list: the filter, the marks, or the whole of what the cursor is on; and how many there are. */
function lastLine(column: Column, width: number, theme: Theme): string {
	const {status, filter} = column;
	if (isInTrouble(status) && column.entries.length > 0) {
		const text = ` ${theme.glyphs.bad} ${printable(`${status.reason} ${status.nextStep ?? ''}`)}`;
		return line([span('bad', text)], width, theme);
	}
	const count = column.status.kind === 'failed' || column.path === '' ? '' : countText(column);
	const left =
		filter.text === ''
			? span(column.marks.size > 0 ? 'warning' : 'dim', ` ${cursorText(column)}`)
			: span('accent', prompt + printable(filter.text));
	return line(spread([left], span('dim', count), width), width, theme);
}

/** The line below the list while the filter is typed. */
function FilterLine({column, area, y}: {readonly column: Column; readonly area: Area; readonly y: number}) {
	const {theme} = useUi();
	const {setCursorPosition} = useCursor();
	const count = countText(column);
	const view = fieldView(column.filter, Math.max(8, area.width - prompt.length - count.length - 2));
	setCursorPosition({x: area.x + prompt.length + view.cursor, y});
	const text = line(
		spread([span('accent', prompt + view.text)], span('dim', count), area.width),
		area.width,
		theme,
	);
	return <Lines area={{...area, y, height: 1}} lines={[text]} />;
}

/** One column: where it is, what is there, and a line about the cursor. */
export function FilesColumn({side, area}: {readonly side: Side; readonly area: Area}) {
	const {store, theme} = useUi();
	const column = useAppState(state => state.files.columns[side]);
	const isTaken = useAppState(state => state.files.side === side);
	const isFiltering = useAppState(state => state.files.isFiltering && state.files.side === side);
	const hasDialog = useAppState(state => asDrawn(state).dialog !== null);
	useAppState(state => state.now);
	useAppState(state => state.hosts.reading);
	const state = store.state();
	const title = titleLine(
		{
			name: column.host === null ? 'local' : printable(column.host),
			subject: subjectOf(state, column),
			note: titleNote(column),
			isFocused: isTaken && !hasDialog,
		},
		area.width,
		theme,
		'middle',
	);
	const isTyping = isFiltering && !hasDialog;
	const lines = [title, ...rowLines(state, side, area, theme)];
	return (
		<>
			<Lines area={area} lines={isTyping ? lines : [...lines, lastLine(column, area.width, theme)]} />
			{isTyping && <FilterLine column={column} area={area} y={area.y + area.height - 1} />}
		</>
	);
}
