import {useCursor} from 'ink';
import {dialogView} from '../../commands/dialog-lines.ts';
import {visible} from '../../core/list/position.ts';
import {fieldView} from '../../core/text/field.ts';
import type {Dialog} from '../../state/app-state.ts';
import {span} from '../parts/line.ts';
import {Lines} from '../parts/lines.tsx';
import {toneRoles} from '../theme.ts';
import {useAppState, useUi} from '../ui-context.ts';
import {type FrameTitle, frame} from './frame.ts';
import {dialogSpans, placeIn} from './text-dialog.tsx';

type List = Extract<Dialog, {kind: 'palette' | 'choose'}>;

function wordsOf(dialog: List): {title: FrameTitle; prompt: string; none: string} {
	return dialog.kind === 'palette'
		? {title: {text: 'Commands', role: 'accent'}, prompt: ': ', none: 'No command fits.'}
		: {title: {text: dialog.title, role: toneRoles[dialog.tone]}, prompt: '> ', none: 'Nothing fits.'};
}

/** A field, and the commands or items that fit what is typed. */
export function PaletteDialog({dialog}: {readonly dialog: List}) {
	const {store, theme} = useUi();
	useAppState(state => state.dialog);
	const {setCursorPosition} = useCursor();
	const view = dialogView(store.state());
	const {room, position} = view;
	const {title, prompt, none} = wordsOf(dialog);
	const list = visible(view.lines, position, view.height).map((entry, index) => ({
		spans: dialogSpans(entry),
		isChosen: position.first + index === position.cursor,
	}));
	const field = fieldView(dialog.field, room.content.width - prompt.length);
	const lines = frame(
		{...title, note: placeIn(view)},
		[
			{spans: [span('key', prompt), span('text', field.text)]},
			{spans: []},
			...(list.length === 0 ? [{spans: [span('dim', none)]}] : list),
		],
		room,
		theme,
	);
	setCursorPosition({x: room.content.x + prompt.length + field.cursor, y: room.content.y});
	return <Lines area={room.area} lines={lines} />;
}
