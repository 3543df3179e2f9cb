import type {Host} from '../../core/hosts/host.ts';
import type {Severity} from '../../core/hosts/lint/finding.ts';
import type {HostHistory} from '../../core/hosts/memory.ts';
import {cells} from '../../core/text/fit.ts';
import {span as timeSpan} from '../../core/text/numbers.ts';
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
/** As long as `failed 59 min` and `failed`, and the blank before them. */
const statusWidth = 14;
const compactStatusWidth = 8;
const roomyWidth = 70;
const leastStatusWidth = 50;

/** Ten thousand hosts need not all be measured: of those behind the first, the ones that have a longer name still. */
const mostMeasured = 1000;

function spansWidth(spans: readonly Span[]): number {
	return spans.reduce((sum, part) => sum + cells(part.text), 0);
}

type Widest = {readonly alias: number; readonly address: number; readonly extra: number};
const widestOf = new WeakMap<readonly Host[], Widest>();

function widest(hosts: readonly Host[]): Widest {
	let found = widestOf.get(hosts);
	if (found === undefined) {
		let alias = 8;
		let address = 8;
		let extra = 0;
		for (const host of hosts.slice(0, mostMeasured)) {
			alias = Math.max(alias, cells(printable(host.alias)));
			address = Math.max(address, cells(printable(addressOf(host))));
			extra = Math.max(extra, spansWidth([...viaSpans(host), ...tagSpans(host.tags, [])]));
		}
		for (const host of hosts.slice(mostMeasured)) {
			if (host.alias.length > alias) {
				alias = Math.max(alias, cells(printable(host.alias)));
				address = Math.max(address, cells(printable(addressOf(host))));
			}
		}
		found = {alias, address, extra};
		widestOf.set(hosts, found);
	}
	return found;
}

/** How the width of the pane is shared out: by all hosts of the config, so that the columns stand while one scrolls or filters. */
export function hostColumns(hosts: readonly Host[], width: number, hasStatus: boolean): Columns {
	const most = widest(hosts);
	const isRoomy = width >= roomyWidth;
	const left = width - markWidth - most.alias - most.address - most.extra - 4;
	const wanted = isRoomy || left >= statusWidth ? statusWidth : compactStatusWidth;
	const status = hasStatus && width >= leastStatusWidth ? wanted : 0;
	const room = width - markWidth - status;
	const alias = Math.min(most.alias + 2, Math.max(14, Math.floor(room * 0.45)));
	const address = Math.min(
		most.address + 2,
		Math.max(0, Math.floor((room - alias) * (isRoomy ? 0.65 : 0.75))),
	);
	return {alias, address, extra: Math.max(0, room - alias - address), status};
}

type Status = {readonly mark: Span; readonly word: Span};

/** What is open now, else how it went the last time, as a mark and in words; `isCompact` leaves out what the mark says. */
function statusOf({history, glyphs, now, live, columns}: HostLineContext): Status {
	const isCompact = columns.status < statusWidth;
	if (live !== null) {
		const word = live === 'session' ? 'session open' : 'forward up';
		return {mark: span('good', glyphs.up), word: span('good', isCompact ? (word.split(' ')[1] ?? '') : word)};
	}
	const failure = history?.lastFailure ?? null;
	const lastOk = history?.lastOk ?? null;
	const age = (at: number) => timeSpan(Math.max(0, now - at) / 1000);
	if (failure !== null && failure.at > (lastOk ?? 0)) {
		const word = isCompact ? 'failed' : `failed ${age(failure.at)}`;
		return {mark: span('bad', glyphs.bad), word: span('bad', word)};
	}
	if (lastOk !== null) {
		const word = isCompact ? age(lastOk) : `ok ${age(lastOk)}`;
		return {mark: span('good', glyphs.ok), word: span('dim', word)};
	}
	const used = history === undefined ? '' : age(history.lastUsed);
	const word = isCompact || used === '' ? used : `used ${used}`;
	return {mark: span('dim', glyphs.none), word: span('dim', word)};
}

function viaSpans({proxyJump}: Host): Span[] {
	return proxyJump === null ? [] : [span('dim', `via ${printable(proxyJump)} `)];
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
	readonly isMarked: boolean;
	/** The worst that lint says of it. */
	readonly worst: Severity | undefined;
	/** Whether it is the chosen row of a pane that has not the focus. */
	readonly isChosenIdle: boolean;
	readonly prodTags: readonly string[];
	readonly now: number;
	/** What some ssh of this user holds open to the host now. */
	readonly live: 'session' | 'forward' | null;
};

/** The spans of a row of the Hosts pane, in columns. */
export function hostLine(row: HostRow, context: HostLineContext): readonly Span[] {
	const {columns, glyphs} = context;
	const mark = context.isMarked ? glyphs.markedHost : context.isPinned ? glyphs.pin : ' ';
	const edge = span('accent', context.isChosenIdle ? glyphs.chosen : mark);
	if (row.kind === 'typed') {
		return [
			edge,
			span('accent', `${glyphs.typed} `),
			span('text', `connect to “${printable(row.text)}” as typed`),
		];
	}
	if (row.kind === 'pattern') {
		return [edge, span('dim', '  '), span('dim', `${printable(row.pattern.patterns.join(' '))}  (pattern)`)];
	}
	const {host} = row;
	const status = statusOf(context);
	if (host.refused !== null) {
		const reason = `cannot be launched: ${host.refused}`;
		return [
			edge,
			span('warning', `${glyphs.warning} `),
			column('dim', printable(host.alias), columns.alias - 1),
			span('text', ' '),
			span('dim', printable(reason)),
		];
	}
	return [
		edge,
		status.mark,
		context.worst === undefined
			? span('text', ' ')
			: span(context.worst === 'error' ? 'bad' : 'warning', glyphs.fault),
		column('strong', printable(host.alias), columns.alias - 1),
		span('text', ' '),
		column('text', printable(addressOf(host)), Math.max(0, columns.address - 1), 'middle'),
		span('text', columns.address > 0 ? ' ' : ''),
		...boxed([...viaSpans(host), ...tagSpans(host.tags, context.prodTags)], columns.extra),
		span('text', columns.status > 0 ? ' ' : ''),
		column(status.word.role, status.word.text, Math.max(0, columns.status - 1)),
	];
}
