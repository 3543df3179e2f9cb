// Characters that never join with a neighbour (UAX #29: none is an extender, a mark, a prefix or a joiner), and no CR.
const separate = /^[\0-\u000C\u000E-\u02FF\u2010-\u2027\u2190-\u25FF\u2605\u2606\u2713\u2717\u2039\u203A]*$/;

/**
 * Intl.Segmenter for graphemes, which is made only when a text needs it: making the first one takes a tenth
 * of the start of the program. Where all characters stand for themselves, as in most lines on the screen, none is needed.
 */
export class QuickSegmenter {
	readonly #locales: Intl.LocalesArgument;
	readonly #options: Intl.SegmenterOptions | undefined;
	#real: Intl.Segmenter | undefined;

	constructor(locales?: Intl.LocalesArgument, options?: Intl.SegmenterOptions) {
		this.#locales = locales;
		this.#options = options;
	}

	segment(input: string): Iterable<Intl.SegmentData> {
		if (separate.test(input) && (this.#options?.granularity ?? 'grapheme') === 'grapheme') {
			return Array.from(input, (segment, index) => ({segment, index, input}));
		}
		this.#real ??= new globalThis.Intl.Segmenter(this.#locales, this.#options);
		return this.#real.segment(input);
	}
}
