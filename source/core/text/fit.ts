import stringWidth from 'string-width';

const ascii = /^[\u0020-\u007E]*$/;
const segmenter = new Intl.Segmenter(undefined, {granularity: 'grapheme'});

/** Whether each character of a text is one of its own, and one cell wide: then none needs to be looked at. */
export function isPlain(text: string): boolean {
	return ascii.test(text);
}

/** How many terminal cells a clean text takes (no escape sequences in it). */
export function cells(text: string): number {
	return isPlain(text) ? text.length : stringWidth(text);
}

/** A text as the characters a person sees. */
export function graphemes(text: string): string[] {
	return isPlain(text) ? text.split('') : Array.from(segmenter.segment(text), part => part.segment);
}

function takeCells(parts: readonly string[], width: number): string {
	let used = 0;
	let taken = '';
	for (const part of parts) {
		used += cells(part);
		if (used > width) {
			break;
		}
		taken += part;
	}
	return taken;
}

/** Of a text of so many times the room only the beginning is looked at, if that has more than fits. */
const longFor = 8;

/** Cuts a text to at most `width` cells; where something is cut, `…` stands in its place. */
export function clip(text: string, width: number, cut: 'end' | 'middle' = 'end'): string {
	if (width <= 0) {
		return '';
	}
	if (isPlain(text)) {
		if (text.length <= width) {
			return text;
		}
		const tail = cut === 'end' ? 0 : Math.floor((width - 1) / 2);
		return `${text.slice(0, width - 1 - tail)}…${text.slice(text.length - tail)}`;
	}
	if (cut === 'end' && text.length > longFor * width) {
		// Its last character may be one half.
		const beginning = graphemes(text.slice(0, longFor * width)).slice(0, -1);
		if (cells(beginning.join('')) > width) {
			return `${takeCells(beginning, width - 1)}…`;
		}
	}
	if (cells(text) <= width) {
		return text;
	}
	const parts = graphemes(text);
	if (cut === 'end') {
		return `${takeCells(parts, width - 1)}…`;
	}
	const tail = takeCells(parts.toReversed(), Math.floor((width - 1) / 2));
	const end = graphemes(tail).toReversed().join('');
	return `${takeCells(parts, width - 1 - cells(end))}…${end}`;
}

/** Cuts or pads a text to exactly `width` cells. */
export function fit(
	text: string,
	width: number,
	options: {cut?: 'end' | 'middle'; align?: 'left' | 'right'} = {},
): string {
	const cut = clip(text, width, options.cut);
	const padding = ' '.repeat(Math.max(0, width - cells(cut)));
	return options.align === 'right' ? padding + cut : cut + padding;
}

/** Breaks a word into pieces of at most `width` cells, a character that is wider standing alone; the last may have room. */
function breakWord(word: string, width: number): string[] {
	const pieces: string[] = [];
	let piece = '';
	let used = 0;
	for (const part of graphemes(word)) {
		const size = cells(part);
		if (piece !== '' && used + size > width) {
			pieces.push(piece);
			piece = '';
			used = 0;
		}
		piece += part;
		used += size;
	}
	pieces.push(piece);
	return pieces;
}

/** Breaks a clean text at spaces into lines of at most `width` cells; a longer word is broken. */
export function wrap(text: string, width: number): string[] {
	const lines: string[] = [];
	let line = '';
	let used = 0;
	for (const whole of text.split(' ')) {
		let word = whole;
		let size = cells(word);
		if (line !== '' && used + 1 + size > width) {
			lines.push(line);
			line = '';
			used = 0;
		}
		if (size > width && width > 0) {
			const pieces = breakWord(word, width);
			word = pieces.pop() ?? '';
			size = cells(word);
			for (const piece of pieces) {
				lines.push(piece);
			}
		}
		used = line === '' ? size : used + 1 + size;
		line = line === '' ? word : `${line} ${word}`;
	}
	lines.push(line);
	return lines;
}
