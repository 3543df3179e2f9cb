import {useCursor} from 'ink';
import {dialogView} from '../../commands/dialog-lines.ts';
import {type FormLine, formLines} from '../../commands/dialogs/form-lines.ts';
import type {FormDialog as Form} from '../../state/asked-dialogs.ts';
import {column, type Span, span} from '../parts/line.ts';
import {Lines} from '../parts/lines.tsx';
import {toneRoles} from '../theme.ts';
import {useAppState, useUi} from '../ui-context.ts';
import {frame} from './frame.ts';
import {dialogSpans, placeIn} from './text-dialog.tsx';

function spansOf(line: FormLine, labelColumn: number): readonly Span[] {
	const {label, isFocused, isProposal} = line;
	if (label === undefined) {
		return dialogSpans(line);
	}
	const mark = isFocused === true ? '> ' : '  ';
	return [
		span('key', mark),
		column(isFocused === true ? 'strong' : 'text', label, labelColumn - mark.length),
		...(isProposal === true ? [span('selected', line.text)] : dialogSpans(line)),
	];
}

/** Fields to fill in, and below them what will happen. */
export function FormDialog({dialog}: {readonly dialog: Form}) {
	const {store, theme} = useUi();
	useAppState(state => state.dialog);
	const {setCursorPosition} = useCursor();
	const view = dialogView(store.state());
	const {content, area} = view.room;
	const {lines, labelColumn, cursor} = formLines(dialog, content.width);
	const shown = lines.slice(view.position.first, view.position.first + view.height);
	const drawn = frame(
		{text: dialog.title, role: toneRoles[dialog.tone], note: placeIn(view)},
		shown.map(entry => ({spans: spansOf(entry, labelColumn)})),
		view.room,
		theme,
	);
	if (cursor !== null) {
		setCursorPosition({x: content.x + cursor.column, y: content.y + cursor.line - view.position.first});
	}
	return <Lines area={area} lines={drawn} />;
}
