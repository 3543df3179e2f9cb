import {useCursor} from 'ink';
import {dialogLines, dialogSize, dialogWidth} from '../../commands/dialog-lines.ts';
import {visible} from '../../core/list/position.ts';
import {cells, graphemes} from '../../core/text/fit.ts';
import {printable} from '../../core/text/printable.ts';
import type {Dialog} from '../../state/app-state.ts';
import {span} from '../parts/line.ts';
import {Lines} from '../parts/lines.tsx';
import {useAppState, useUi} from '../ui-context.ts';
import {frame} from './frame.ts';
import {dialogSpans, placeIn} from './text-dialog.tsx';

/** The command palette: a field, and the commands that fit what is typed. */
export function PaletteDialog({dialog}: {readonly dialog: Extract<Dialog, {kind: 'palette'}>}) {
	const {store, theme} = useUi();
	useAppState(state => state.dialog);
	const {setCursorPosition} = useCursor();
	const state = store.state();
	const {height} = dialogSize(state);
	const width = dialogWidth(state);
	const shown = visible(dialogLines(state), dialog.position, height);
	const list = shown.map((entry, index) => ({
		spans: dialogSpans(entry),
		isChosen: dialog.position.first + index === dialog.position.cursor,
	}));
	const {area, lines} = frame(
		{text: 'Commands', role: 'accent', note: placeIn(state)},
		[
			{spans: [span('key', ': '), span('text', printable(dialog.field.text))]},
			{spans: []},
			...(list.length === 0 ? [{spans: [span('dim', 'No command fits.')]}] : list),
		],
		{columns: state.columns, rows: state.rows, width},
		theme,
	);
	const before = printable(graphemes(dialog.field.text).slice(0, dialog.field.cursor).join(''));
	setCursorPosition({x: area.x + 4 + cells(before), y: area.y + 2});
	return <Lines area={area} lines={lines} />;
}
