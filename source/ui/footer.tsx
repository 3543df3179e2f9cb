import {unavailable} from '../commands/availability.ts';
import {keyLabel} from '../commands/key-table.ts';
import {footerWord, liveCommands} from '../commands/lookup.ts';
import {countForwards} from '../core/forwards/forward-status.ts';
import {cells, clip} from '../core/text/fit.ts';
import {counted} from '../core/text/numbers.ts';
import {printable} from '../core/text/printable.ts';
import type {Transfer} from '../core/transfers/transfer.ts';
import {statusParts, transferTitle} from '../core/transfers/transfer-words.ts';
import type {AppState} from '../state/app-state.ts';
import {shownTransfers} from '../state/files/files-layout.ts';
import {asDrawn} from '../state/update-dialog.ts';
import {line, type Span, span, spread} from './parts/line.ts';
import {Lines} from './parts/lines.tsx';
import {type Theme, toneRoles} from './theme.ts';
import {useAppState, useUi} from './ui-context.ts';

const toneMarks = {info: 'none', good: 'ok', warning: 'warning', bad: 'bad'} as const;

/** What goes on, or is paused, behind the panes: the transfers, which the Files screen shows itself. */
function transfersLine(state: AppState, theme: Theme): string {
	const shown = shownTransfers(state);
	const [first] = shown;
	if (state.screen === 'files' || first === undefined) {
		return '';
	}
	const text =
		shown.length === 1
			? `${transferTitle(first.request)}: ${statusParts(first).join(' · ')}`
			: countsOf(shown);
	return line([span('dim', ` … ${text}`)], state.columns, theme);
}

function countsOf(transfers: readonly Transfer[]): string {
	const paused = transfers.filter(({state}) => state === 'paused').length;
	const underWay = transfers.length - paused;
	if (underWay === 0) {
		return `${counted(paused, 'transfer')} paused: Space in w goes on`;
	}
	return `${counted(underWay, 'transfer')} under way${paused === 0 ? '' : `, ${paused} paused`}`;
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
	// A dialog that waits for it says so itself.
	return latest === undefined || asDrawn(state).dialog?.kind === 'busy'
		? transfersLine(state, theme)
		: line([span('dim', ` … ${printable(latest)}: Ctrl+C cancels`)], columns, theme);
}

/** The keys that do something now, as many as there is room for: those of the top scope first, help at the end of them. */
function keysLine(state: AppState, theme: Theme, isInTmux: boolean): string {
	const count = forwardCount(state);
	const offered = liveCommands(asDrawn(state)).flatMap(command => {
		const [chord] = command.keys;
		const word = footerWord(command, state);
		if (
			chord === undefined ||
			word === undefined ||
			unavailable(command.id, state, {isInTmux, obstacle: null}) !== null
		) {
			return [];
		}
		const key = keyLabel(chord);
		return [{key, word, width: cells(key) + cells(word) + 4, isLast: command.isLast === true}];
	});
	const last = offered.filter(({isLast}) => isLast);
	const wide = (items: typeof offered): number => items.reduce((sum, {width}) => sum + width, 0);
	let room = state.columns - 1 - (count === null ? 0 : cells(count.text) + 1) - wide(last);
	const others = offered.filter(({isLast}) => !isLast);
	const cut = others.findIndex(({width}) => {
		room -= width;
		return room < 0;
	});
	const shown = [...(cut === -1 ? others : others.slice(0, cut)), ...last];
	const spans: Span[] = shown.flatMap(({key, word}) => [
		span('key', ` ${key}`),
		span('text', ` ${word}`),
		span('text', '  '),
	]);
	return line(count === null ? spans : spread(spans, count, state.columns), state.columns, theme);
}

/** How many forwards of ours are up, and how many need a look; nothing where there are none. */
function forwardCount({ownForwards}: AppState): Span | null {
	const {up, failing} = countForwards(ownForwards ?? []);
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
