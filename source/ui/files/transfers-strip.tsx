import {cells, clip} from '../../core/text/fit.ts';
import {printable} from '../../core/text/printable.ts';
import type {Transfer} from '../../core/transfers/transfer.ts';
import {statusParts, transferTitle} from '../../core/transfers/transfer-words.ts';
import {shownTransfers} from '../../state/files/files-layout.ts';
import type {Area} from '../../state/layout.ts';
import {line, type Span, span, spread} from '../parts/line.ts';
import {Lines} from '../parts/lines.tsx';
import type {Role, Theme} from '../theme.ts';
import {useAppState, useUi} from '../ui-context.ts';

/** How a state of a transfer looks. */
export function roleOf({state, asked, failed}: Transfer): Role {
	if (state === 'failed' || (state === 'done' && failed > 0)) {
		return 'bad';
	}
	if (asked > 0 || state === 'waiting' || state === 'needs you') {
		return 'warning';
	}
	return state === 'done' ? 'good' : state === 'running' || state === 'scanning' ? 'accent' : 'dim';
}

function markOf({state, asked, failed}: Transfer, {glyphs}: Theme): string {
	if (asked > 0 || state === 'needs you' || state === 'waiting') {
		return glyphs.warning;
	}
	if (state === 'failed' || failed > 0) {
		return glyphs.bad;
	}
	return state === 'done' ? glyphs.ok : state === 'running' ? glyphs.up : glyphs.none;
}

/** So many cells are left to the title of a transfer before parts of its progress give way. */
const leastTitle = 24;
const leastReason = 12;

/** A transfer in one line: its mark, what it is, and at the right how far. */
export function transferSpans(transfer: Transfer, width: number, theme: Theme): readonly Span[] {
	const words = statusParts(transfer);
	let progress = words[0] ?? '';
	for (const word of words.slice(1)) {
		const room = width - leastTitle - cells(`${progress} · `);
		// The beginning of a reason is better than none.
		if (cells(word) > room) {
			const isReason = transfer.reason !== null && word === printable(transfer.reason);
			progress += isReason && room >= leastReason ? ` · ${clip(word, room)}` : '';
			break;
		}
		progress += ` · ${word}`;
	}
	const role = roleOf(transfer);
	return spread(
		[span(role, ` ${markOf(transfer, theme)} `), span('text', transferTitle(transfer.request))],
		span(role === 'accent' ? 'text' : role, progress),
		width,
	);
}

/** The transfers under way, a line each; the last says how many more there are. */
export function TransfersStrip({area}: {readonly area: Area}) {
	const {theme} = useUi();
	const transfers = useAppState(state => state.transfers);
	const all = shownTransfers({transfers});
	const shown = all.slice(0, area.height);
	const more = all.length - shown.length;
	const lines = shown.map((transfer, index) => {
		const isLast = index === shown.length - 1 && more > 0;
		const note = isLast ? `  +${more} more: w` : '';
		const spans = transferSpans(transfer, area.width - note.length, theme);
		return line([...spans, span('dim', note)], area.width, theme);
	});
	return <Lines area={area} lines={lines} />;
}
