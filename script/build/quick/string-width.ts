// By its path: in the bundle the name `string-width` leads here.
import stringWidth, {type Options} from '../../../node_modules/string-width/index.js';

// Characters of one cell each, whatever stands beside them.
const narrow = /^[ -~\u00A1-\u00AC\u00AE-\u02FF\u2010-\u2027\u2190-\u2319\u2500-\u25FC]*$/;
const colours = /\u001B\[[\d;]*m/g;

/** string-width, with a short way for the characters that most lines on the screen are made of. */
export default function quickStringWidth(text: string, options: Options = {}): number {
	if (options.ambiguousIsNarrow === false || options.countAnsiEscapeCodes === true) {
		return stringWidth(text, options);
	}
	const plain = text.includes('\u001B') ? text.replace(colours, '') : text;
	return narrow.test(plain) ? plain.length : stringWidth(text);
}
