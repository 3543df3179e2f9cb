/**
 * Characters that could steer the terminal or disguise a text: C0 and C1 controls, DEL, bidirectional and zero-width
 * controls, line separators, tags, lone surrogates, and the characters that stand for bytes (core/files/byte-names.ts).
 * U+200D (zero-width joiner) is left alone between emoji and refused elsewhere.
 */
const unsafe =
	/[\u0000-\u001F\u007F-\u009F\u00AD\u061C\u115F\u1160\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB]|[\u{E0000}-\u{E0FFF}]|[\u{10FF80}-\u{10FFFF}]|\p{Surrogate}/gu;
const plain = /^[\u0020-\u007E]*$/;
const betweenEmoji =
	/(?<=\p{Extended_Pictographic}\uFE0F?\p{Emoji_Modifier}?)\u200D(?=\p{Extended_Pictographic})/gu;
const joinerHolder = '\u{FFFFE}';
const byteBase = 0x10ff00;

function escaped(character: string): string {
	const code = character.codePointAt(0) ?? 0;
	if (code < 0x100) {
		return `\\x${code.toString(16).padStart(2, '0')}`;
	}
	if (code >= byteBase) {
		return `\\x${(code - byteBase).toString(16)}`;
	}
	return `‹U+${code.toString(16).toUpperCase().padStart(4, '0')}›`;
}

/**
 * The one cleaning function: makes text from files, servers and child processes safe to show, on one line.
 * Every control or invisible character becomes a visible escape (`\x1b`, `‹U+202E›`); all else stays as it is.
 */
export function printable(text: string): string {
	if (plain.test(text)) {
		return text;
	}
	return text
		.replaceAll(joinerHolder, '‹U+FFFFE›')
		.replaceAll(betweenEmoji, joinerHolder)
		.replaceAll(unsafe, escaped)
		.replaceAll(joinerHolder, '\u200D');
}

/** The same for a name or a path: blanks at its ends, which nobody sees, become escapes too (`\x20`). */
export function printableName(name: string): string {
	return printable(name).replaceAll(/^\p{Zs}+|\p{Zs}+$/gu, blanks => Array.from(blanks, escaped).join(''));
}

/** The same for text of several lines (a banner, a child's stderr): one clean string a line, tabs as spaces. */
export function printableLines(text: string): string[] {
	const lines = text.replaceAll(/\r*\n|\r+/g, '\n').split('\n');
	while (lines.length > 0 && lines.at(-1)?.trim() === '') {
		lines.pop();
	}
	return lines.map(line => printable(line.replaceAll('\t', '    ')).trimEnd());
}
