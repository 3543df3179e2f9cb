import {useCursor} from 'ink';
import {type DialogView, dialogView} from '../../commands/dialog-lines.ts';
import {visible} from '../../core/list/position.ts';
import {fieldView, type TextField} from '../../core/text/field.ts';
import {cells, clip} from '../../core/text/fit.ts';
import {printable} from '../../core/text/printable.ts';
import type {Dialog} from '../../state/app-state.ts';
import {span} from '../parts/line.ts';
import {Lines} from '../parts/lines.tsx';
import {useAppState, useUi} from '../ui-context.ts';
import {frame} from './frame.ts';
import {dialogSpans, noteOf, titleOf} from './text-dialog.tsx';

type WithField = Extract<Dialog, {kind: 'secret' | 'question' | 'replace-key' | 'approve'}>;

const longestName = 24;

/** The field as it is drawn; of a secret only how long it is. */
function fieldOf(dialog: WithField, mask: string): TextField {
	return dialog.kind === 'secret' ? {text: mask.repeat(dialog.length), cursor: dialog.cursor} : dialog.field;
}

/** What stands before the field: what has to be typed, where the question that says so is out of sight. */
function labelOf(dialog: WithField, {lines, position, height}: DialogView): string {
	const isHidden = position.first + height < lines.length;
	return isHidden && dialog.kind === 'approve' && dialog.name !== null
		? `Type ${clip(printable(dialog.name), longestName)}: `
		: '> ';
}

/** A dialog of text with a field below it. */
export function FieldDialog({dialog}: {readonly dialog: WithField}) {
	const {store, theme} = useUi();
	useAppState(state => state.dialog);
	const {setCursorPosition} = useCursor();
	const state = store.state();
	const view = dialogView(state);
	const {content, area} = view.room;
	const shown = visible(view.lines, view.position, view.height);
	const label = labelOf(dialog, view);
	const field = fieldView(fieldOf(dialog, theme.glyphs.mask), content.width - cells(label));
	const lines = frame(
		{...titleOf(state, dialog), note: noteOf(view, dialog)},
		[
			...shown.map(entry => ({spans: dialogSpans(entry)})),
			{spans: []},
			{spans: [span('key', label), span('text', field.text)]},
		],
		view.room,
		theme,
	);
	setCursorPosition({x: content.x + cells(label) + field.cursor, y: content.y + shown.length + 1});
	return <Lines area={area} lines={lines} />;
}
