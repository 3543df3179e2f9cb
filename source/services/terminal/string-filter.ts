/** Takes what a terminal says by itself out of what is typed. */
export type StringFilter = {
	/** Takes the next byte; gives those that are to be read. */
	take(byte: number): readonly number[];
	/** How long to wait for the next byte before `giveUp`, in milliseconds; null where nothing is held back. */
	patience(): number | null;
	/** No byte came for so long: gives those that were keys after all. */
	giveUp(): readonly number[];
};

const esc = 0x1b;
const backslash = 0x5c;
const bell = 0x07;
const interrupt = 0x03;
/** What comes at once after ESC is of one sequence with it; a person takes longer. */
const sequencePatience = 20;
/** A string may come in pieces, over a slow line. */
const stringPatience = 500;
/** No string that is an answer is longer, in bytes. */
const longest = 64 * 1024;

/** The first byte of a string by what introduces it; any other makes a key with Alt of that. */
const beginnings: Readonly<Record<string, RegExp>> = {
	// OSC: a number, or the title that xterm reports.
	']': /[\dlL]/,
	// DCS: parameters, or a byte before its final one.
	P: /[ -?]/,
	// SOS, PM and APC: any text.
	X: /[ -~]/,
	'^': /[ -~]/,
	_: /[ -~]/,
};

/**
 * Drops the strings of ECMA-48 (OSC, DCS, APC, PM, SOS; up to ST, or the BEL of xterm) and the mouse reports of X10: typed
 * into the dashboard, an answer to what another program asked of the terminal would be keys. One that has no end is given
 * up after a while.
 */
export function openStringFilter(): StringFilter {
	/** What has come of a sequence that may be one to drop. */
	let held: number[] = [];
	/** Bytes of the string that is being dropped; null outside of one. */
	let dropped: number | null = null;
	/** Bytes of a mouse report that are still to come. */
	let toSkip = 0;

	function release(...more: number[]): readonly number[] {
		const all = [...held, ...more];
		held = [];
		return all;
	}

	/** In a string; `held` has its last byte where that is an ESC. */
	function drop(byte: number): readonly number[] {
		dropped = (dropped ?? 0) + 1;
		if (byte === esc) {
			held = [esc];
			return [];
		}
		const isAfterEscape = held.length > 0;
		if (isAfterEscape && byte !== backslash) {
			// Any other ESC ends the string as well, and begins something else.
			dropped = null;
			return take(byte);
		}
		held = [];
		if (byte === interrupt) {
			dropped = null;
			return [byte];
		}
		if (isAfterEscape || byte === bell || dropped > longest) {
			dropped = null;
		}
		return [];
	}

	function take(byte: number): readonly number[] {
		if (toSkip > 0) {
			toSkip--;
			return [];
		}
		if (dropped !== null) {
			return drop(byte);
		}
		const character = String.fromCharCode(byte);
		switch (held.length) {
			case 0:
				if (byte !== esc) {
					return [byte];
				}
				held = [byte];
				return [];
			case 1:
				if (byte === esc) {
					return [byte];
				}
				if (character !== '[' && beginnings[character] === undefined) {
					return release(byte);
				}
				held.push(byte);
				return [];
			default: {
				const introducer = String.fromCharCode(held[1]!);
				if (introducer === '[' ? byte === 0x4d : beginnings[introducer]!.test(character)) {
					held = [];
					toSkip = introducer === '[' ? 3 : 0;
					dropped = introducer === '[' ? null : 1;
					return [];
				}
				if (byte === esc) {
					const keys = release();
					held = [esc];
					return keys;
				}
				return release(byte);
			}
		}
	}

	return {
		take,
		patience() {
			if (dropped !== null || toSkip > 0) {
				return stringPatience;
			}
			return held.length > 0 ? sequencePatience : null;
		},
		giveUp() {
			dropped = null;
			toSkip = 0;
			return release();
		},
	};
}
