import {graphemes} from '../core/text/fit.ts';

/**
 * A key press: a character as typed (`j`, `G`, `é`), or a name (`Enter`, `Down`, `F5`, `Ctrl+U`, `Shift+Tab`, `Alt+x`).
 * The space bar is `Space`.
 */
export type Chord = string;

const csiLetters: Readonly<Record<string, string>> = {
	A: 'Up',
	B: 'Down',
	C: 'Right',
	D: 'Left',
	F: 'End',
	H: 'Home',
	P: 'F1',
	Q: 'F2',
	R: 'F3',
	S: 'F4',
};
const csiNumbers: Readonly<Record<string, string>> = {
	1: 'Home',
	2: 'Insert',
	3: 'Delete',
	4: 'End',
	5: 'PageUp',
	6: 'PageDown',
	7: 'Home',
	8: 'End',
	11: 'F1',
	12: 'F2',
	13: 'F3',
	14: 'F4',
	15: 'F5',
	17: 'F6',
	18: 'F7',
	19: 'F8',
	20: 'F9',
	21: 'F10',
	23: 'F11',
	24: 'F12',
};
const controls: Readonly<Record<string, Chord>> = {
	'\r': 'Enter',
	'\n': 'Enter',
	'\t': 'Tab',
	'\u001B': 'Esc',
	'\u007F': 'Backspace',
	'\b': 'Backspace',
	' ': 'Space',
};

/** CSI (ECMA-48: `ESC [ parameters intermediates final`), SS3 (`ESC O final`), the Linux console's `ESC [ [ A`…`E`, or ESC and a character. */
const sequence = /^\u001B(?:\[\[([A-E])|\[([<=>?]?[\d;:]*[ -/]*)([@-~])|O(\d*)([A-Za-z])|([^\u001B[O]))/u;

/** The modifiers of a CSI parameter (xterm's `1 + bits`), as a prefix in a fixed order. */
function modifierPrefix(parameter: string | undefined): string {
	const bits = Math.max(0, Number.parseInt(parameter ?? '1', 10) - 1) || 0;
	return `${bits & 4 ? 'Ctrl+' : ''}${bits & 2 ? 'Alt+' : ''}${bits & 1 ? 'Shift+' : ''}`;
}

/** A key reported by its code point (CSI u). */
function chordOfCode(code: number, prefix: string): Chord {
	const character = String.fromCodePoint(Math.min(code, 0x10_ff_ff));
	const name = controls[character] ?? character;
	if (prefix.includes('Ctrl+') && /^[a-z]$/.test(name)) {
		return prefix + name.toUpperCase();
	}
	return prefix === 'Shift+' && name.length === 1 ? name.toUpperCase() : prefix + name;
}

function chordOfCsi(parameters: string, final: string): Chord | null {
	if (!/^[\d;:]*$/.test(parameters)) {
		return null;
	}
	const [first = '', second] = parameters.split(';').map(part => part.split(':')[0]);
	if (final === 'u') {
		return first === '' ? null : chordOfCode(Number.parseInt(first, 10), modifierPrefix(second));
	}
	if (final === 'Z') {
		return 'Shift+Tab';
	}
	if (final === '~' || final === '^' || final === '$') {
		const name = csiNumbers[first];
		const prefix = final === '^' ? 'Ctrl+' : final === '$' ? 'Shift+' : modifierPrefix(second);
		return name === undefined ? null : prefix + name;
	}
	// A cursor position report ends as F3 does, but for its first parameter.
	const name = first === '' || first === '1' ? csiLetters[final] : undefined;
	return name === undefined ? null : modifierPrefix(second) + name;
}

function chordOfCharacter(character: string): Chord {
	const named = controls[character];
	if (named !== undefined) {
		return named;
	}
	const code = character.codePointAt(0) ?? 0;
	return code < 0x20 ? `Ctrl+${String.fromCodePoint(code + 0x40)}` : character;
}

function chordOfSequence(match: RegExpExecArray): Chord | null {
	const [, console, parameters, csiFinal, , ss3Final, character] = match;
	if (console !== undefined) {
		return `F${console.charCodeAt(0) - 0x40}`;
	}
	if (csiFinal !== undefined) {
		return chordOfCsi(parameters ?? '', csiFinal);
	}
	if (ss3Final !== undefined) {
		return ss3Final === 'M' ? 'Enter' : (csiLetters[ss3Final] ?? null);
	}
	return `Alt+${chordOfCharacter(character ?? '')}`;
}

/**
 * The key presses in a chunk of raw terminal input, however many arrived at once. Sequences that are no key known here
 * (reports of the terminal, keys without a name) give nothing.
 */
export function readChords(input: string): readonly Chord[] {
	const chords: Chord[] = [];
	let rest = input;
	while (rest !== '') {
		if (rest.startsWith('\u001B') && rest.length > 1) {
			const match = sequence.exec(rest);
			const chord = match === null ? 'Esc' : chordOfSequence(match);
			if (chord !== null) {
				chords.push(chord);
			}
			rest = rest.slice(match === null ? 1 : match[0].length);
			continue;
		}
		const end = rest.indexOf('\u001B', 1);
		const plain = end === -1 ? rest : rest.slice(0, end);
		// A CR LF pair is one grapheme, and one Enter.
		chords.push(...graphemes(plain).map(part => chordOfCharacter(part === '\r\n' ? '\r' : part)));
		rest = rest.slice(plain.length);
	}
	return chords;
}

/** The text that a chord types in a text field, or null for a key that types none. */
export function typedText(chord: Chord): string | null {
	if (chord === 'Space') {
		return ' ';
	}
	return graphemes(chord).length === 1 && !/^[\u0000-\u001F\u007F]/.test(chord) ? chord : null;
}
