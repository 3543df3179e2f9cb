import stringWidth from 'string-width';

const ascii = /^[\u0020-\u007E]*$/;
const segmenter = new Intl.Segmenter(undefined, {granularity: 'grapheme'});

/** How many terminal cells a clean text takes (no escape sequences in it). */
export function cells(text: string): number {
	return ascii.test(text) ? text.length : stringWidth(text);
}

/** A text as the characters a person sees. */
export function graphemes(text: string): string[] {
	return ascii.test(text) ? text.split('') : Array.from(segmenter.segment(text), part => part.segment);
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

/** Cuts a text to at most `width` cells; where something is cut, `…` stands in its place. */
export function clip(text: string, width: number, cut: 'end' | 'middle' = 'end'): string {
	if (width <= 0) {
		return '';
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

/** Breaks a clean text at spaces into lines of at most `width` cells; a longer word is broken. */
export function wrap(text: string, width: number): string[] {
	const lines: string[] = [];
	let line = '';
	for (let word of text.split(' ')) {
		if (line !== '' && cells(line) + 1 + cells(word) > width) {
			lines.push(line);
			line = '';
		}
		while (cells(word) > width && width > 0) {
			const head = takeCells(graphemes(word), width) || word.slice(0, 1);
			lines.push(head);
			word = word.slice(head.length);
		}
		line = line === '' ? word : `${line} ${word}`;
	}
	lines.push(line);
	return lines;
}
