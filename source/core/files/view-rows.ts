import {cells, graphemes} from '../text/fit.ts';
import {printable} from '../text/printable.ts';
import {decodeName, encodeName} from './byte-names.ts';

/** A row of a file on screen: its clean text, where its bytes begin, and where those of the next row do. */
export type ViewRow = {readonly offset: number; readonly next: number; readonly text: string};

/** A part of a file in memory; `offset` is where it begins. */
export type FilePart = {readonly offset: number; readonly bytes: Uint8Array};

export type ViewMode = 'text' | 'hex';

const lineEnd = 0x0a;
const carriageReturn = 0x0d;
const tabStop = 8;
/** A character takes four bytes at most, and eight where it has to be escaped. */
const bytesOfCell = 4;

/** Whether bytes are better shown as numbers: no text has a NUL in it. */
export function looksBinary(bytes: Uint8Array): boolean {
	return bytes.includes(0);
}

/** How many bytes a row of the hex view shows in a width. */
export function hexWidth(width: number): number {
	return width >= 76 ? 16 : width >= 42 ? 8 : 4;
}

function isContinuation(byte: number | undefined): boolean {
	return byte !== undefined && (byte & 0xc0) === 0x80;
}

/** An end of bytes that cuts no UTF-8 character in two, at most three before `end`. */
function characterEnd(bytes: Uint8Array, start: number, end: number): number {
	let at = end;
	while (at > Math.max(start, end - 3) && isContinuation(bytes[at])) {
		at--;
	}
	return at === start ? end : at;
}

/** The row of text that begins at an index of the bytes, broken at `width` cells: tabs as blanks, all else that is no text escaped. */
function textRow({offset, bytes}: FilePart, start: number, width: number): ViewRow {
	const found = bytes.indexOf(lineEnd, start);
	const lineStop = found === -1 ? bytes.length : found;
	const most = start + width * bytesOfCell + bytesOfCell;
	const end = lineStop <= most ? lineStop : characterEnd(bytes, start, most);
	const visibleEnd = end === lineStop && end > start && bytes[end - 1] === carriageReturn ? end - 1 : end;
	let text = '';
	let used = 0;
	let at = start;
	for (const part of graphemes(decodeName(bytes.subarray(start, visibleEnd)))) {
		const shown = part === '\t' ? ' '.repeat(tabStop - (used % tabStop)) : printable(part);
		const size = cells(shown);
		if (used + size > width && at > start) {
			return {offset: offset + start, next: offset + at, text};
		}
		text += shown;
		used += size;
		at += encodeName(part).length;
	}
	const next = end === lineStop ? (found === -1 ? end : end + 1) : end;
	return {offset: offset + start, next: offset + next, text};
}

function hexRow({offset, bytes}: FilePart, start: number, count: number): ViewRow {
	const part = bytes.subarray(start, start + count);
	const numbers = Array.from({length: count}, (_, index) => {
		const byte = part[index];
		const number = byte === undefined ? '  ' : byte.toString(16).padStart(2, '0');
		return index > 0 && index % 8 === 0 ? ` ${number}` : number;
	});
	const letters = Array.from(part, byte =>
		byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
	).join('');
	const place = (offset + start).toString(16).padStart(8, '0');
	return {
		offset: offset + start,
		next: offset + start + part.length,
		text: `${place}  ${numbers.join(' ')}  ${letters}`,
	};
}

export type ViewLayout = {readonly mode: ViewMode; readonly width: number; readonly count: number};

/** Up to `count` rows of a part of a file, from its beginning on. */
export function rowsFrom(part: FilePart, {mode, width, count}: ViewLayout): readonly ViewRow[] {
	const rows: ViewRow[] = [];
	const perRow = hexWidth(width);
	for (let at = 0; at < part.bytes.length && rows.length < count; ) {
		const row = mode === 'hex' ? hexRow(part, at, perRow) : textRow(part, at, width);
		rows.push(row);
		at = row.next - part.offset;
	}
	return rows;
}

/**
 * Where the row begins that is `count` rows before the end of a part of a file. `isStart`: the part begins where the file
 * does. Lines that began before the part are broken as if they began with it.
 */
export function offsetBefore(part: FilePart, {mode, width, count}: ViewLayout): number {
	const {bytes, offset} = part;
	if (mode === 'hex') {
		const perRow = hexWidth(width);
		return Math.max(0, Math.ceil((offset + bytes.length) / perRow - count) * perRow);
	}
	const starts: number[] = [];
	let end = bytes.length;
	while (end > 0 && starts.length < count) {
		// The line end right before is that of the line, not one before it.
		const start = end === 1 ? 0 : bytes.lastIndexOf(lineEnd, end - 2) + 1;
		const line = {offset: offset + start, bytes: bytes.subarray(start, end)};
		const rows = rowsFrom(line, {mode, width, count: Number.POSITIVE_INFINITY});
		starts.unshift(...rows.map(row => row.offset));
		end = start;
	}
	return starts.at(-count) ?? starts[0] ?? offset;
}

/** Where the line begins that holds the byte behind a part of a file: its beginning where the part holds no line end. */
export function lineStart({offset, bytes}: FilePart): number {
	return offset + bytes.lastIndexOf(lineEnd) + 1;
}

/** Where bytes are found in others, or -1. */
export function indexOfBytes(bytes: Uint8Array, wanted: Uint8Array): number {
	const [first] = wanted;
	if (first === undefined) {
		return -1;
	}
	for (let at = bytes.indexOf(first); at !== -1; at = bytes.indexOf(first, at + 1)) {
		if (at + wanted.length > bytes.length) {
			return -1;
		}
		if (wanted.every((byte, index) => bytes[at + index] === byte)) {
			return at;
		}
	}
	return -1;
}
