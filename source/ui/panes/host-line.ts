import type {HostHistory} from '../../core/hosts/memory.ts';
import {cells} from '../../core/text/fit.ts';
import {ago} from '../../core/text/numbers.ts';
import {printable} from '../../core/text/printable.ts';
import type {HostRow} from '../../state/app-state.ts';
import {addressOf} from '../../state/host-rows.ts';
import {column, type Span, span} from '../parts/line.ts';
import type {Glyphs, Role} from '../theme.ts';

/** Widths of the columns in cells, their gaps included; a column without room is 0. */
export type Columns = {
	readonly alias: number;
	readonly address: number;
	readonly extra: number;
	readonly status: number;
};

const markWidth = 3;
const statusWidth = 15;

/** Ten thousand names need not all be measured for columns that most of them fit. */
const mostMeasured = 1000;

type Widest = {readonly alias: number; readonly address: number};
const widestOf = new WeakMap<readonly HostRow[], Widest>();

function widest(rows: readonly HostRow[]): Widest {
	let found = widestOf.get(rows);
	if (found === undefined) {
		let alias = 8;
		let address = 8;
		for (const row of rows.slice(0, mostMeasured)) {
			if (row.kind === 'host') {
				alias = Math.max(alias, cells(row.host.alias));
				address = Math.max(address, cells(addressOf(row.host)));
			}
		}
		found = {alias, address};
		widestOf.set(rows, found);
	}
	return found;
}

/** How the width of the pane is shared out; the same for all rows, so that the columns stand while one scrolls. */
export function hostColumns(rows: readonly HostRow[], width: number, hasHistory: boolean): Columns {
	const most = widest(rows);
	const status = hasHistory && width >= 56 ? statusWidth : 0;
	const room = width - markWidth - status;
	const alias = Math.min(most.alias + 2, Math.max(14, Math.floor(room * 0.45)));
	const address = Math.min(
		most.address + 2,
		Math.max(0, Math.floor((room - alias) * (width >= 70 ? 0.65 : 0.75))),
	);
	return {alias, address, extra: Math.max(0, room - alias - address), status};
}

function statusOf(history: HostHistory | undefined, glyphs: Glyphs, now: number): {mark: Span; word: Span} {
	const failure = history?.lastFailure ?? null;
	const lastOk = history?.lastOk ?? null;
	if (failure !== null && failure.at > (lastOk ?? 0)) {
		return {mark: span('bad', glyphs.bad), word: span('bad', `failed ${ago(failure.at, now)}`)};
	}
	if (lastOk !== null) {
		return {mark: span('good', glyphs.ok), word: span('dim', `ok ${ago(lastOk, now)}`)};
	}
	const used = history === undefined ? '' : `used ${ago(history.lastUsed, now)}`;
	return {mark: span('dim', glyphs.none), word: span('dim', used)};
}

function tagSpans(tags: readonly string[], prod: readonly string[]): Span[] {
	return tags.flatMap(tag => {
		const role: Role = prod.includes(tag) ? 'bad' : 'tag';
		return [span(role, `#${printable(tag)}`), span('text', ' ')];
	});
}

/** Spans that fill exactly `width` cells, the last ones cut. */
function boxed(spans: readonly Span[], width: number): readonly Span[] {
	const result: Span[] = [];
	let left = width;
	for (const part of spans) {
		const cut = column(part.role, part.text, Math.min(left, cells(part.text)));
		left -= cells(cut.text);
		result.push(cut);
	}
	return [...result, span('text', ' '.repeat(Math.max(0, left)))];
}

/** What a row is drawn from besides itself. */
export type HostLineContext = {
	readonly columns: Columns;
	readonly glyphs: Glyphs;
	readonly history: HostHistory | undefined;
	readonly isPinned: boolean;
	readonly prodTags: readonly string[];
	readonly now: number;
};

/** The spans of a row of the Hosts pane, in columns. */
export function hostLine(row: HostRow, context: HostLineContext): readonly Span[] {
	const {columns, glyphs} = context;
	if (row.kind === 'typed') {
		return [span('accent', ' + '), span('text', `connect to “${printable(row.text)}” as typed`)];
	}
	if (row.kind === 'pattern') {
		return [span('dim', '   '), span('dim', `${printable(row.pattern.patterns.join(' '))}  (pattern)`)];
	}
	const {host} = row;
	const status = statusOf(context.history, glyphs, context.now);
	const pin = span('accent', context.isPinned ? glyphs.pin : ' ');
	if (host.refused !== null) {
		const reason = `cannot be launched: ${host.refused}`;
		return [
			pin,
			span('warning', `${glyphs.warning} `),
			column('dim', printable(host.alias), columns.alias - 1),
			span('text', ' '),
			span('dim', printable(reason)),
		];
	}
	const via = host.proxyJump === null ? [] : [span('dim', `via ${printable(host.proxyJump)} `)];
	return [
		pin,
		status.mark,
		span('text', ' '),
		column('strong', printable(host.alias), columns.alias - 1),
		span('text', ' '),
		column('text', printable(addressOf(host)), Math.max(0, columns.address - 1), 'middle'),
		span('text', columns.address > 0 ? ' ' : ''),
		...boxed([...via, ...tagSpans(host.tags, context.prodTags)], columns.extra),
		column(status.word.role, status.word.text, columns.status),
	];
}
