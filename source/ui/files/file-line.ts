import type {FileEntry} from '../../core/files/entry.ts';
import {modeText, sizeText, timeText} from '../../core/files/show-entry.ts';
import {cells, clip, fit} from '../../core/text/fit.ts';
import {printableName} from '../../core/text/printable.ts';
import {type LinkTarget, parentRow} from '../../state/files/files-state.ts';
import {type Span, span} from '../parts/line.ts';
import type {Glyphs, Role} from '../theme.ts';

/** Widths in cells, the blank before each included; a column without room is 0. */
export type FileColumns = {
	readonly name: number;
	readonly size: number;
	readonly time: number;
	readonly mode: number;
};

const edgeWidth = 1;
const sizeWidth = 8;
const timeWidth = 13;
const modeWidth = 10;
/** So much is left of names before the mode gives way, and then the time. */
const leastBesideMode = 20;
const leastBesideTime = 16;

/** How the width of a column is shared out. */
export function fileColumns(width: number): FileColumns {
	const room = width - edgeWidth - sizeWidth;
	const hasTime = room - timeWidth >= leastBesideTime;
	const hasMode = room - timeWidth - modeWidth >= leastBesideMode;
	const time = hasTime ? timeWidth : 0;
	const mode = hasMode ? modeWidth : 0;
	return {name: Math.max(1, room - time - mode), size: sizeWidth, time, mode};
}

/** The word in place of a size for what has none. */
function sizeOf(entry: FileEntry, link: LinkTarget | undefined): string {
	if (entry.refused !== null) {
		return 'unsafe';
	}
	switch (entry.type) {
		case 'file':
			return sizeText(entry.size);
		case 'directory':
			return '';
		case 'link':
			return link?.type === null ? 'broken' : link?.type === 'directory' ? 'link/' : 'link';
		case 'other':
			return 'special';
	}
}

function roleOf(entry: FileEntry, link: LinkTarget | undefined): Role {
	if (entry.refused !== null || link?.type === null) {
		return 'bad';
	}
	return entry.type === 'directory' || link?.type === 'directory'
		? 'accent'
		: entry.type === 'file'
			? 'text'
			: 'tag';
}

/** The name in its column: a directory ends in `/`, behind a link stands where it leads. Cut in the middle: the end tells names apart. */
function nameSpans(
	entry: FileEntry,
	link: LinkTarget | undefined,
	width: number,
	role: Role,
): readonly Span[] {
	const sign = entry.type === 'directory' ? '/' : '';
	const name = clip(printableName(entry.name), width - sign.length, 'middle') + sign;
	const left = width - cells(name);
	const arrow = ' -> ';
	if (link === undefined || left < arrow.length + 4) {
		return [span(role, fit(name, width))];
	}
	const target = clip(printableName(link.target), left - arrow.length, 'middle');
	return [span(role, name), span('dim', fit(arrow + target, left))];
}

export type FileLineContext = {
	readonly columns: FileColumns;
	readonly link: LinkTarget | undefined;
	readonly isMarked: boolean;
	/** Whether it is the chosen row of a column that has not the keys. */
	readonly isChosenIdle: boolean;
	readonly glyphs: Glyphs;
	/** Milliseconds since the epoch. */
	readonly now: number;
};

/** The spans of a row of the Files screen, in columns. */
export function fileLine(entry: FileEntry, context: FileLineContext): readonly Span[] {
	const {columns, link, isMarked, isChosenIdle, glyphs, now} = context;
	const isUp = entry === parentRow;
	const role = isMarked ? 'warning' : roleOf(entry, link);
	const edge = isMarked ? glyphs.marked : isChosenIdle ? glyphs.chosen : ' ';
	const rest = isMarked ? role : 'dim';
	const time = columns.time === 0 ? '' : isUp ? ''.padEnd(timeWidth) : ` ${timeText(entry.mtime, now)}`;
	const mode = columns.mode === 0 ? '' : isUp ? '' : ` ${modeText(entry.mode)}`;
	const size = ` ${fit(sizeOf(entry, link), columns.size - 1, {align: 'right'})}`;
	return [
		span(isMarked ? role : isChosenIdle ? 'accent' : 'text', edge),
		...nameSpans(entry, link, columns.name, role),
		span(entry.type === 'file' ? (isMarked ? role : 'text') : rest, size),
		span(rest, time + mode),
	];
}
