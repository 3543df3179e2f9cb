/**
 * Whether a text of so many characters fits a pattern of so many parts, of which some are stars, that is any characters:
 * `isStar` tells which, `fits` whether a character, by its index, is what another part asks for. Takes time in proportion
 * to their product at most.
 */
export function fitsWildcards(
	characters: number,
	parts: number,
	isStar: (part: number) => boolean,
	fits: (part: number, character: number) => boolean,
): boolean {
	let at = 0;
	let part = 0;
	let star = -1;
	let resume = 0;
	while (at < characters) {
		if (part < parts && isStar(part)) {
			star = part++;
			resume = at;
		} else if (part < parts && fits(part, at)) {
			part++;
			at++;
		} else if (star === -1) {
			return false;
		} else {
			part = star + 1;
			at = ++resume;
		}
	}
	while (part < parts && isStar(part)) {
		part++;
	}
	return part === parts;
}
