const named: Readonly<Record<string, string>> = {
	Enter: '\r',
	Tab: '\t',
	'Shift+Tab': '\u001B[Z',
	Esc: '\u001B',
	Space: ' ',
	Backspace: '\u007F',
	Delete: '\u001B[3~',
	Insert: '\u001B[2~',
	Up: '\u001B[A',
	Down: '\u001B[B',
	Right: '\u001B[C',
	Left: '\u001B[D',
	Home: '\u001B[H',
	End: '\u001B[F',
	PageUp: '\u001B[5~',
	PageDown: '\u001B[6~',
	F1: '\u001BOP',
	F2: '\u001BOQ',
	F3: '\u001BOR',
	F4: '\u001BOS',
	F5: '\u001B[15~',
	F6: '\u001B[17~',
	F7: '\u001B[18~',
	F8: '\u001B[19~',
	F9: '\u001B[20~',
	F10: '\u001B[21~',
	F11: '\u001B[23~',
	F12: '\u001B[24~',
};

/** The bytes a terminal sends for a chord: `Down`, `F5`, `Ctrl+C`, `Alt+x`, or a single character as it is. */
export function bytesOf(chord: string): string {
	const bytes = named[chord];
	if (bytes !== undefined) {
		return bytes;
	}
	const control = /^Ctrl\+([A-Z@[\\\]^_])$/.exec(chord)?.[1];
	if (control !== undefined) {
		return String.fromCharCode(control.charCodeAt(0) & 0x1f);
	}
	if (chord.startsWith('Alt+')) {
		return `\u001B${bytesOf(chord.slice(4))}`;
	}
	if (Array.from(chord).length !== 1) {
		throw new Error(`No terminal key is called "${chord}".`);
	}
	return chord;
}
