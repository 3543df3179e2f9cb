import {unavailable} from '../commands/availability.ts';
import {footerWord, liveCommands} from '../commands/lookup.ts';
import {isFailing, isUp} from '../core/forwards/forward-status.ts';
import {cells, clip} from '../core/text/fit.ts';
import {counted} from '../core/text/numbers.ts';
import {printable} from '../core/text/printable.ts';
import {statusParts, transferTitle} from '../core/transfers/transfer-words.ts';
import type {AppState} from '../state/app-state.ts';
import {shownTransfers} from '../state/files/files-layout.ts';
import {line, type Span, span, spread} from './parts/line.ts';
import {Lines} from './parts/lines.tsx';
import {type Theme, toneRoles} from './theme.ts';
import {useAppState, useUi} from './ui-context.ts';

const toneMarks = {info: 'none', good: 'ok', warning: 'warning', bad: 'bad'} as const;

/** What goes on behind the panes: the transfers, which the Files screen shows itself. */
function transfersLine(state: AppState, theme: Theme): string {
	const underWay = shownTransfers(state);
	const [first] = underWay;
	if (state.screen === 'files' || first === undefined) {
		return '';
	}
	const text =
		underWay.length === 1
			? `${transferTitle(first.request)}: ${statusParts(first).join(' · ')}`
			: `${counted(underWay.length, 'transfer')} under way`;
	return line([span('dim', ` … ${text}`)], state.columns, theme);
}

/** The message line: what is under way, else the last message until the next key. */
function messageLine(state: AppState, theme: Theme): string {
	const {message, work, columns} = state;
	if (message !== null) {
		const mark = theme.glyphs[toneMarks[message.tone]];
		const text = printable(message.text);
		const isCut = cells(text) + 3 > columns;
		const more = isCut ? '  ! shows it all' : '';
		return line(
			[span(toneRoles[message.tone], ` ${mark} ${clip(text, columns - 3 - more.length)}`), span('dim', more)],
			columns,
			theme,
		);
	}
	const latest = work.at(-1);
	return latest === undefined
		? transfersLine(state, theme)
		: line([span('dim', ` … ${printable(latest)}: Ctrl+C cancels`)], columns, theme);
}

/** The keys that do something now, as many as there is room for; those of the top scope first. */
function keysLine(state: AppState, theme: Theme, isInTmux: boolean): string {
	const spans: Span[] = [];
	const count = forwardCount(state);
	const columns = state.columns - (count === null ? 0 : cells(count.text) + 1);
	let used = 1;
	for (const command of liveCommands(state)) {
		const {id, keys} = command;
		const key = keys[0];
		const footer = footerWord(command, state);
		const isOffered = footer !== undefined && unavailable(id, state, {isInTmux, obstacle: null}) === null;
		if (!isOffered || key === undefined) {
			continue;
		}
		const width = cells(key) + cells(footer) + 4;
		if (used + width > columns) {
			break;
		}
		used += width;
		spans.push(span('key', ` ${key}`), span('text', ` ${footer}`), span('text', '  '));
	}
	return line(count === null ? spans : spread(spans, count, state.columns), state.columns, theme);
}

/** How many forwards of ours are up, and how many need a look; nothing where there are none. */
function forwardCount({ownForwards}: AppState): Span | null {
	const up = (ownForwards ?? []).filter(isUp).length;
	const failing = (ownForwards ?? []).filter(isFailing).length;
	if (up + failing === 0) {
		return null;
	}
	return failing === 0
		? span('dim', `${counted(up, 'forward')} up `)
		: span('warning', `${counted(up, 'forward')} up, ${failing} failing `);
}

/** The last two lines of the screen. */
export function Footer() {
	const {theme, isInTmux} = useUi();
	const columns = useAppState(state => state.columns);
	const rows = useAppState(state => state.rows);
	const message = useAppState(state => messageLine(state, theme));
	const keys = useAppState(state => keysLine(state, theme, isInTmux));
	const area = {x: 0, y: rows - 2, width: columns, height: 2};
	return <Lines area={area} lines={[message, keys]} />;
}
