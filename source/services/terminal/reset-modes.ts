const privateOff = (...modes: readonly number[]): string => modes.map(mode => `\x1b[?${mode}l`).join('');

const kittyKeyboardOff = '\x1b[=0u';

/**
 * What undoes the modes that a remote program leaves on when it dies: nothing of it moves the cursor or erases.
 * The names are those of xterm's ctlseqs.
 */
export const resetModes = [
	kittyKeyboardOff,
	// Back to the normal screen. 1049 would also move the cursor to where somebody saved it, over the session's text.
	privateOff(47),
	// Each screen has its own.
	kittyKeyboardOff,
	// modifyOtherKeys
	'\x1b[>4;0m',
	// Origin mode and the scroll region move the cursor when they are reset: saved before, restored after.
	'\x1b7',
	privateOff(6),
	'\x1b[r\x1b8',
	// Mouse and its encodings, focus, bracketed paste, synchronized output, colour scheme and size reports.
	privateOff(9, 1000, 1002, 1003, 1005, 1006, 1015, 1016, 1004, 2004, 2026, 2031, 2048),
	// Cursor keys and keypad as usual, insert mode off, reverse video off, automatic wrap on.
	privateOff(1),
	'\x1b>\x1b[4l',
	privateOff(5),
	'\x1b[?7h',
	// The usual characters, cursor and colours.
	'\x1b(B\x0f\x1b[?25h\x1b[0 q\x1b[0m',
].join('');
