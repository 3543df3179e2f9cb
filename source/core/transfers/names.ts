/** Bytes that a name may have. */
export const longestName = 255;

/** The name of a part file, from 16 or more hexadecimal digits: short enough beside a name of any length. */
export function partName(hex: string): string {
	return `.sallyport-${hex.slice(0, 16)}.part`;
}

/** Whether a name is that of a part file of ours. */
export function isPartName(name: string): boolean {
	return /^\.sallyport-[0-9a-f]{16}\.part$/.test(name);
}

/**
 * Whether every system keeps a name as it is, but for its case: some drop dots and spaces at the end, have short names with a `~`,
 * or write other letters in ways of their own.
 */
export function isPlainName(name: string): boolean {
	return /^[ -}]*[!-\-/-}]$/.test(name);
}

/** What a file system that ignores case and Unicode's ways of writing makes of a name. */
export function foldedName(name: string): string {
	return (ascii.test(name) ? name : name.normalize('NFC')).toLowerCase();
}

/** Names that Unicode knows one way to write of: most are. */
const ascii = /^[ -~]*$/;

/** The stem of a name that was numbered before. */
const numbered = /^(.+) \((\d{1,6})\)$/s;

/**
 * A name like this one that `isTaken` does not know: `report (2).pdf`, and after that `report (3).pdf`. `bytes` gives the
 * length of a name on disk.
 */
export function freeName(
	name: string,
	isTaken: (name: string) => boolean,
	bytes: (name: string) => number,
): string {
	const dot = name.lastIndexOf('.');
	const [whole, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
	const [, stem = whole, last = '1'] = numbered.exec(whole) ?? [];
	for (let number = Number(last) + 1; ; number++) {
		const tail = ` (${number})${ending}`;
		let characters = Array.from(stem);
		while (characters.length > 0 && bytes(characters.join('') + tail) > longestName) {
			characters = characters.slice(0, -1);
		}
		const free = characters.length > 0 ? characters.join('') + tail : `file (${number})`;
		if (!isTaken(free)) {
			return free;
		}
	}
}
