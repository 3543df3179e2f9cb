import {useCursor} from 'ink';
import {dialogView} from '../../commands/dialog-lines.ts';
import {visible} from '../../core/list/position.ts';
import {fieldView} from '../../core/text/field.ts';
import type {Dialog} from '../../state/app-state.ts';
import {span} from '../parts/line.ts';
import {Lines} from '../parts/lines.tsx';
import {useAppState, useUi} from '../ui-context.ts';
import {frame} from './frame.ts';
import {dialogSpans, placeIn} from './text-dialog.tsx';

const prompt = ': ';

/** The command palette: a field, and the commands that fit what is typed. */
export function PaletteDialog({dialog}: {readonly dialog: Extract<Dialog, {kind: 'palette'}>}) {
	const {store, theme} = useUi();
	useAppState(state => state.dialog);
	const {setCursorPosition} = useCursor();
	const view = dialogView(store.state());
	const {room, position} = view;
	const list = visible(view.lines, position, view.height).map((entry, index) => ({
		spans: dialogSpans(entry),
		isChosen: position.first + index === position.cursor,
	}));
	const field = fieldView(dialog.field, room.content.width - prompt.length);
	const lines = frame(
		{text: 'Commands', role: 'accent', note: placeIn(view)},
		[
			{spans: [span('key', prompt), span('text', field.text)]},
			{spans: []},
			...(list.length === 0 ? [{spans: [span('dim', 'No command fits.')]}] : list),
		],
		room,
		theme,
	);
	setCursorPosition({x: room.content.x + prompt.length + field.cursor, y: room.content.y});
	return <Lines area={room.area} lines={lines} />;
}
