import type exact from 'string-width';

type StringWidth = typeof exact;

/** The bundler's: it brings the module into the bundle and runs it at the first call. */
declare function require(path: string): {default: StringWidth};

// Characters of one cell each, whatever stands beside them.
const narrow =
	/^[ -~\u00A1-\u00AC\u00AE-\u02FF\u2010-\u2027\u2190-\u2319\u2500-\u25FC\u2605\u2606\u2713\u2717\u2039\u203A]*$/;
const colours = /\u001B\[[\d;]*m/g;
let loaded: StringWidth | undefined;

/**
 * string-width, with a short way for the characters that most lines on the screen are made of. The whole of it, with the
 * Unicode tables behind its expressions, is made ready when another character comes.
 */
export default function quickStringWidth(...[text, options]: Parameters<StringWidth>): number {
	if (options?.ambiguousIsNarrow !== false && options?.countAnsiEscapeCodes !== true) {
		const plain = text.includes('\u001B') ? text.replace(colours, '') : text;
		if (narrow.test(plain)) {
			return plain.length;
		}
	}
	// By its path: in the bundle the name `string-width` leads here.
	loaded ??= require('../../../node_modules/string-width/index.js').default;
	return loaded(text, options);
}
