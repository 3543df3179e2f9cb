import {type DialogView, dialogView} from '../../commands/dialog-lines.ts';
import {visible} from '../../core/list/position.ts';
import {clip, wrap} from '../../core/text/fit.ts';
import {counted, grouped} from '../../core/text/numbers.ts';
import {printable, printableName} from '../../core/text/printable.ts';
import type {Transfer} from '../../core/transfers/transfer.ts';
import {isOver} from '../../core/transfers/transfer.ts';
import {endText} from '../../core/transfers/transfer-words.ts';
import {roleOf, transferSpans} from '../files/transfers-strip.tsx';
import {type Span, span} from '../parts/line.ts';
import {Lines} from '../parts/lines.tsx';
import {useAppState, useUi} from '../ui-context.ts';
import {type FrameLine, frame} from './frame.ts';
import {placeIn} from './text-dialog.tsx';

/** What there is to say of one transfer, beside its line. */
function details(transfer: Transfer, width: number): readonly FrameLine[] {
	const {failures, failed, left, unfit, skipped, active, asked, reason, notes, state} = transfer;
	const lines: Span[] = [];
	const add = (role: Span['role'], text: string): void => {
		for (const part of wrap(text, width)) {
			lines.push(span(role, part));
		}
	};
	if (isOver(transfer)) {
		add(roleOf(transfer), endText(transfer));
	} else if (reason !== null) {
		add('warning', `${state}: ${printable(reason)}`);
	}
	for (const note of notes) {
		add('warning', note);
	}
	if (asked > 0) {
		add('warning', `${counted(asked, 'question')} open: Enter answers.`);
	}
	for (const {path, reason: why} of failures) {
		add('bad', `${printableName(path)}: ${printable(why)}`);
	}
	if (failed > failures.length) {
		add('bad', `… and ${grouped(failed - failures.length)} more failed.`);
	}
	for (const {path, size, done} of active) {
		const share = size === 0 ? 100 : Math.floor((done / size) * 100);
		lines.push(span('dim', clip(`${String(share).padStart(3)} %  ${printableName(path)}`, width, 'middle')));
	}
	for (const {path, reason: why} of left) {
		add('dim', `left out: ${printableName(path)}: ${printable(why)}`);
	}
	if (skipped + unfit > left.length) {
		add('dim', `${grouped(skipped)} skipped, ${grouped(unfit)} left out.`);
	}
	return lines.map(each => ({spans: [each]}));
}

function listLines(
	transfers: readonly Transfer[],
	{position, height}: DialogView,
): readonly [number, Transfer][] {
	return visible(
		transfers.map((transfer, index): [number, Transfer] => [index, transfer]),
		position,
		height,
	);
}

/** All transfers, and what there is to say of the chosen one. */
export function TransfersDialog() {
	const {store, theme} = useUi();
	useAppState(state => state.dialog);
	const transfers = useAppState(state => state.transfers);
	const view = dialogView(store.state());
	const {room, position, height} = view;
	const {width} = room.content;
	const list: readonly FrameLine[] = listLines(transfers, view).map(([index, transfer]) => ({
		spans: transferSpans(transfer, width, theme),
		isChosen: index === position.cursor,
	}));
	const chosen = transfers[position.cursor];
	const about = chosen === undefined ? [] : details(chosen, width).slice(0, room.content.height - height - 1);
	const none = [
		{spans: [span('dim', 'No transfers. In Files (f), c copies what is marked or under the cursor.')]},
	];
	const lines = frame(
		{text: 'Transfers', role: 'accent', note: placeIn(view)},
		[...(list.length === 0 ? none : list), {spans: []}, ...about],
		room,
		theme,
	);
	return <Lines area={room.area} lines={lines} />;
}
