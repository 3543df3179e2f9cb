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
import {dialogSpans, noteOf, titleOf} from './text-dialog.tsx';

type WithField = Extract<Dialog, {kind: 'secret' | 'question' | 'replace-key'}>;

/** What a field shows before and behind its cursor; of a secret only how long it is. */
function shownField(dialog: WithField, mask: string): readonly [before: string, behind: string] {
	if (dialog.kind === 'secret') {
		return [mask.repeat(dialog.cursor), mask.repeat(dialog.length - dialog.cursor)];
	}
	const parts = graphemes(dialog.field.text);
	const {cursor} = dialog.field;
	return [printable(parts.slice(0, cursor).join('')), printable(parts.slice(cursor).join(''))];
}

/** The end of a text that fits into a width. */
function tail(text: string, width: number): string {
	let parts = graphemes(text);
	while (cells(parts.join('')) > width) {
		parts = parts.slice(Math.max(1, parts.length - width));
	}
	return parts.join('');
}

/** A dialog of text with a field below it. */
export function FieldDialog({dialog}: {readonly dialog: WithField}) {
	const {store, theme} = useUi();
	useAppState(state => state.dialog);
	const {setCursorPosition} = useCursor();
	const state = store.state();
	const {height} = dialogSize(state);
	const width = dialogWidth(state);
	const shown = visible(dialogLines(state), dialog.position, height);
	const [before, behind] = shownField(dialog, theme.glyphs.mask);
	const visibleBefore = tail(before, width - 4);
	const {area, lines} = frame(
		{...titleOf(state, dialog), note: noteOf(state, dialog)},
		[
			...shown.map(entry => ({spans: dialogSpans(entry)})),
			{spans: []},
			{spans: [span('key', '> '), span('text', visibleBefore + behind)]},
		],
		{columns: state.columns, rows: state.rows, width},
		theme,
	);
	setCursorPosition({x: area.x + 4 + cells(visibleBefore), y: area.y + 3 + shown.length});
	return <Lines area={area} lines={lines} />;
}
